package dev.keymaster.cli;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run -- COMMAND}: a hot path. */
@Command(
    description =
        "The program gets the keys of the project, or without one the active keys of the"
            + " environment, as variables (OPENAI_API_KEY and so on); a variable that holds a km://"
            + " reference gets the value it points to."
            + " No shell is in between; signals and the exit code are the program's own. Trouble of"
            + " Keymaster itself is exit code 125; 126 cannot be executed, 127 not found."
            + " What it prints shows keys masked, also in base64, hex, URLs and JSON."
            + " With --mint the program gets a key of its own, revoked when it ends.",
    footer = {
      "  keymaster run -- python app.py",
      "  keymaster run --env prod --only openai,stripe -- ./deploy --fast",
      "  keymaster run --watch -- python app.py",
      "  keymaster run --profile research -- python paper.py",
      "  keymaster run --mint openrouter --limit 2usd --ttl 1h -- ./agent.sh",
      "  DB_PASSWORD=km://prod/postgres keymaster run --only openai -- node server.js"
    })
final class RunVerb extends Verb {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "the program and its arguments, after --")
  List<String> command = List.of();

  @Mixin KeyChoice keys = new KeyChoice();

  @Mixin LoanOptions loan = new LoanOptions();

  @Mixin Masking masking = new Masking();

  @Option(
      names = "--watch",
      description = "start it again when the project's sources or its keys change")
  boolean watch;

  /** Fills it from plain arguments; null if they are not plain. */
  static @Nullable RunVerb hot(Words words) {
    RunVerb verb = new RunVerb();
    verb.globals.take(words);
    verb.keys.only = names(words.option("--only"));
    verb.keys.except = names(words.option("--except"));
    verb.keys.profile = words.option("--profile");
    verb.masking.off = words.flag("--no-masking");
    verb.command = words.child();
    boolean understood = !words.unclear() && words.plain().isEmpty() && !verb.command.isEmpty();
    return understood ? verb : null;
  }

  private static List<String> names(@Nullable String list) {
    return list == null ? List.of() : List.of(list.split(",", -1));
  }

  @Override
  int run(Session session) throws IOException {
    if (command.isEmpty()) {
      throw KeymasterException.usage("no command to run", "keymaster run -- COMMAND ARGUMENTS");
    }
    Injection injection = keys.injection(session);
    Release how = new Release(EventKind.DELIVER, program());
    Optional<ChildOrder> order = loan.order(program());
    if (order.isPresent() && watch) {
      throw KeymasterException.usage(
          "--watch with --mint would make a key at every change", "one of them");
    }
    if (watch) {
      Restarting restarting = new Restarting(session, keys);
      return ended(session, restarting.run(now -> launch(now, keys.injection(now), how)));
    }
    if (order.isPresent()) {
      Loan loaned = new Loan(session, order.get(), masking);
      return ended(session, loaned.run(command, injection, how));
    }
    return start(session, launch(session, injection, how));
  }

  private Launch launch(Session session, Injection injection, Release how) {
    Map<String, Secret> values = injection.release(how);
    return new Launch(command, values, masking.masks(session, values));
  }

  private String program() {
    Path program = Path.of(command.getFirst()).getFileName();
    return program == null ? "" : program.toString();
  }

  private int start(Session session, Launch launch) {
    session.output().flush();
    session.close();
    Outcome outcome = session.world().runner().run(launch);
    launch.injected().values().forEach(Secret::close);
    return ended(session, outcome);
  }

  private static int ended(Session session, Outcome outcome) {
    if (outcome instanceof Outcome.NotStarted failed) {
      session.output().failure(failed.message(), failed.hint());
    }
    return outcome.exitCode();
  }
}
