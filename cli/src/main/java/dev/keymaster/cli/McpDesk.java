package dev.keymaster.cli;

import dev.keymaster.mcp.McpTools;
import dev.keymaster.mcp.Scrubbing;
import dev.keymaster.mcp.Told;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.Selection;
import dev.keymaster.project.CommandList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What coding agents may ask for. This process never has a value: a command runs in a process of
 * its own, {@code keymaster run}, which asks the policy and records the delivery as for anybody
 * that the agent starts; what it prints is dropped, or masked by it and scrubbed here.
 */
final class McpDesk implements McpTools {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int OWN_TROUBLE = 125;

  private final Session session;

  McpDesk(Session session) {
    this.session = session;
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "list_keys",
            "Lists the names of API keys with environment, provider, status and expiry. No values.",
            "environment",
            "only keys of this environment",
            true),
        new Tool(
            "list_commands",
            "Lists the commands that the person lets you run with keys.",
            "",
            "",
            true),
        new Tool(
            "list_profiles",
            "Lists the named sets of keys, with the variables they become and their limits.",
            "",
            "",
            true),
        new Tool(
            "ask_for_key",
            "Asks the person for a key that is missing, on a page in the browser, and stores it. You"
                + " never see the value, and there is no way to pass one.",
            "key",
            "what it is to be called: NAME, or km://ENVIRONMENT/NAME",
            false),
        new Tool(
            "ask_for_access",
            "Asks the person for the keys of a command, if the policy wants a person's word, and"
                + " tells whether it could run now. Runs nothing of it.",
            "command",
            "a name from list_commands",
            false),
        new Tool(
            "run_command",
            "Runs a command of list_commands with its keys in its environment. Answers its exit"
                + " code, and what it prints only where the person allows that, with keys masked.",
            "command",
            "a name from list_commands",
            false));
  }

  @Override
  public Answer call(String tool, String argument) {
    return switch (tool) {
      case "list_keys" -> keys(argument);
      case "list_commands" -> commands();
      case "list_profiles" -> profiles();
      case "ask_for_key" -> askedFor(argument);
      case "ask_for_access" -> asked(argument);
      default -> ran(argument);
    };
  }

  private Answer keys(String environment) {
    EnvironmentName in = environment.isEmpty() ? null : new EnvironmentName(environment);
    List<KeySummary> keys = session.engine().keys().list(new Selection(in, null, null));
    return new Answer(new Told().objects("keys", keys.stream().map(McpDesk::key).toList()), false);
  }

  private static Told key(KeySummary key) {
    return new Told()
        .set("name", key.name().value())
        .set("environment", key.environment().value())
        .set("service", key.service().value())
        .set("status", KeyJson.word(key.status()))
        .set("expires", key.expires() == null ? null : key.expires().toString())
        .texts("tags", key.tags());
  }

  private Answer commands() {
    List<Told> rows = new ArrayList<>();
    list()
        .forEach((name, command) ->
            rows.add(
                new Told()
                    .set("name", name)
                    .set("runs", String.join(" ", command.run()))
                    .texts("keys", command.keys().stream().map(key -> key.value()).toList())
                    .set("output", command.shown() ? "masked" : "off")));
    return new Answer(new Told().objects("commands", rows), false);
  }

  private Answer profiles() {
    List<Told> rows = session.engine().profiles().all().stream().map(McpDesk::profile).toList();
    return new Answer(new Told().objects("profiles", rows), false);
  }

  private static Told profile(Profile profile) {
    return new Told()
        .set("name", profile.name().value())
        .set("description", profile.description())
        .texts("tags", profile.tags())
        .objects("keys", profile.keys().stream().map(McpDesk::key).toList());
  }

  private static Told key(ProfileKey key) {
    return new Told()
        .set("key", key.shown())
        .set("variable", key.variable())
        .set("requests_per_minute", key.requests())
        .set("tokens_per_minute", key.tokens());
  }

  /** The person is asked by a process of its own, so that this one never has the value. */
  private Answer askedFor(String key) {
    session.names().refuseValue(key, "add");
    KeyRef ref =
        key.startsWith(KeyRef.SCHEME)
            ? KeyRef.parse(key)
            : new KeyRef(session.ownEnvironment(), new KeyName(key));
    session.names().refuseValue(ref.name().value(), "add");
    Told told = new Told().set("key", ref.toString());
    List<String> arguments = List.of("add", ref.toString(), "--page");
    Path folder = session.world().directory();
    Capture.Ended ended = session.world().capture().run(arguments, folder, LONGEST);
    told.set("stored", ended.code() == 0);
    if (ended.code() < 0) {
      told.set("why", "nobody answered within " + LONGEST.toMinutes() + " minutes");
    } else if (ended.code() != 0) {
      told.set("why", Scrubbing.of(ended.err()));
      told.set("hint", "the person can run keymaster add " + ref + " at a terminal");
    }
    return new Answer(told, ended.code() != 0);
  }

  private Map<String, CommandList.Command> list() {
    return CommandList.read(session.world().places().config().resolve(CommandList.NAME));
  }

  private CommandList.Command command(String name) {
    CommandList.Command command = list().get(name);
    if (command == null) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          "no such command: " + Printable.quote(name),
          "only the person adds commands, to " + CommandList.NAME);
    }
    return command;
  }

  /** Hands the keys to a program that does nothing: whoever has to be asked is asked. */
  private Answer asked(String name) {
    Capture.Ended ended = run(command(name), List.of(nothing()));
    Told told = new Told().set("command", name).set("allowed", ended.code() == 0);
    if (ended.code() != 0) {
      told.set("why", Scrubbing.of(ended.err()));
    }
    return new Answer(told, ended.code() != 0);
  }

  /** In full: where programs are looked for may be a folder of the agent's making. */
  private static String nothing() {
    return Stream.of("/usr/bin/true", "/bin/true")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(() -> new KeymasterException(Code.FAILURE, "there is no /bin/true", ""));
  }

  private Answer ran(String name) {
    CommandList.Command command = command(name);
    Capture.Ended ended = run(command, command.run());
    if (ended.code() == OWN_TROUBLE) {
      return asked(name); // what the program itself says is never taken for ours
    }
    Told told = new Told().set("command", name);
    if (ended.code() < 0) {
      told.set("ended", "it ran longer than " + LONGEST.toMinutes() + " minutes");
    } else {
      told.set("exit_code", ended.code());
    }
    if (command.shown()) {
      told.set("output", Scrubbing.of(ended.out())).set("errors", Scrubbing.of(ended.err()));
    }
    return new Answer(told, ended.code() != 0);
  }

  private Capture.Ended run(CommandList.Command command, List<String> program) {
    List<String> arguments = new ArrayList<>(List.of("run", "--only"));
    arguments.add(command.keys().stream().map(key -> key.value()).collect(Collectors.joining(",")));
    EnvironmentName said = command.environment();
    EnvironmentName environment = said == null ? session.ownEnvironment() : said;
    arguments.addAll(List.of("--env", environment.value(), "--"));
    arguments.addAll(program);
    Path folder = command.folder() == null ? session.world().directory() : command.folder();
    return session.world().capture().run(arguments, folder, LONGEST);
  }
}
