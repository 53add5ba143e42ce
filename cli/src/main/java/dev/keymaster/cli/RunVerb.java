package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run -- COMMAND}: a hot path. */
@Command(
    description =
        "The program gets the active keys of the environment as variables (OPENAI_API_KEY and so"
            + " on), and every variable that holds a km:// reference gets the value it points to."
            + " No shell is in between; signals and the exit code are the program's own. Trouble of"
            + " Keymaster itself is exit code 125; 126 cannot be executed, 127 not found.",
    footer = {
      "  keymaster run -- python app.py",
      "  keymaster run --env prod --only openai,stripe -- ./deploy --fast",
      "  DB_PASSWORD=km://prod/postgres keymaster run --only openai -- node server.js"
    })
final class RunVerb extends Verb {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "the program and its arguments, after --")
  List<String> command = List.of();

  @Option(
      names = "--only",
      paramLabel = "NAME,…",
      split = ",",
      description = "only these keys; may be repeated")
  List<String> only = List.of();

  @Option(
      names = "--except",
      paramLabel = "NAME,…",
      split = ",",
      description = "not these keys; may be repeated")
  List<String> except = List.of();

  /** Fills it from plain arguments; null if they are not plain. */
  static @Nullable RunVerb hot(Words words) {
    RunVerb verb = new RunVerb();
    verb.globals.take(words);
    verb.only = names(words.option("--only"));
    verb.except = names(words.option("--except"));
    verb.command = words.child();
    boolean understood = !words.unclear() && words.plain().isEmpty() && !verb.command.isEmpty();
    return understood ? verb : null;
  }

  private static List<String> names(@Nullable String list) {
    return list == null ? List.of() : List.of(list.split(",", -1));
  }

  @Override
  int run(Session session) {
    if (command.isEmpty()) {
      throw KeymasterException.usage("no command to run", "keymaster run -- COMMAND ARGUMENTS");
    }
    Map<String, KeyRef> references = references(session);
    List<KeyRef> refs = new ArrayList<>(keys(session));
    int chosen = refs.size();
    refs.addAll(references.values());
    List<Released> released = release(session, refs);
    Map<String, Secret> injected = variables(session, released.subList(0, chosen));
    int next = chosen;
    for (String variable : references.keySet()) {
      injected.put(variable, released.get(next++).value());
    }
    return start(session, new Launch(command, injected));
  }

  private int start(Session session, Launch launch) {
    session.output().flush();
    session.close();
    Outcome outcome = session.world().runner().run(launch);
    launch.injected().values().forEach(Secret::close);
    if (outcome instanceof Outcome.NotStarted failed) {
      session.output().failure(failed.message(), failed.hint());
    }
    return outcome.exitCode();
  }

  private List<Released> release(Session session, List<KeyRef> refs) {
    if (refs.isEmpty()) {
      return List.of();
    }
    Path program = Path.of(command.getFirst()).getFileName();
    Release release = new Release(EventKind.DELIVER, program == null ? "" : program.toString());
    try {
      return session.engine().keys().release(refs, release);
    } catch (KeymasterException e) {
      throw refs.size() == 1 ? session.explained(e, refs.getFirst()) : e;
    }
  }

  /** The person's own variables that hold references. */
  private static Map<String, KeyRef> references(Session session) {
    Map<String, KeyRef> references = new LinkedHashMap<>();
    session
        .world()
        .environment()
        .forEach((variable, value) -> {
          if (value.startsWith(KeyRef.SCHEME)) {
            references.put(variable, KeyRef.parse(value));
          }
        });
    return references;
  }

  private List<KeyRef> keys(Session session) {
    Predicate<KeyRef> wanted = ref -> !except.contains(ref.name().value());
    if (!only.isEmpty()) {
      return only.stream().map(session::ref).filter(wanted).distinct().toList();
    }
    return session.engine().keys().list(new Selection(session.environment(), null, null)).stream()
        .filter(key -> key.status() == KeyStatus.ACTIVE && key.version() > 0)
        .map(key -> new KeyRef(key.environment(), key.name()))
        .filter(wanted)
        .toList();
  }

  /** Two keys of one variable: the one named like its service wins, else it is a conflict. */
  private static Map<String, Secret> variables(Session session, List<Released> released) {
    Map<String, Released> chosen = new LinkedHashMap<>();
    Set<String> clashes = new TreeSet<>();
    for (Released next : released) {
      String variable = variable(session, next.record());
      Released other = chosen.put(variable, next);
      if (other != null && isMain(other) != isMain(next)) {
        chosen.put(variable, isMain(other) ? other : next);
      } else if (other != null) {
        clashes.add(other.record().name() + " and " + next.record().name() + " → " + variable);
      }
    }
    if (!clashes.isEmpty()) {
      throw clash(clashes);
    }
    Map<String, Secret> values = new LinkedHashMap<>();
    chosen.forEach((variable, key) -> values.put(variable, key.value()));
    return values;
  }

  private static KeymasterException clash(Set<String> clashes) {
    return new KeymasterException(
        Code.CONFLICT,
        "keys for the same variable: " + String.join("; ", clashes),
        "--only or --except chooses; keymaster edit NAME --variable VAR tells them apart");
  }

  private static boolean isMain(Released key) {
    KeyRecord record = key.record();
    return record.name().value().equals(record.details().service().value());
  }

  private static String variable(Session session, KeyRecord key) {
    KeyDetails details = key.details();
    String own = details.variable();
    return own == null ? session.catalogue().variableFor(details.service()) : own;
  }
}
