package dev.keymaster.cli;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.ControlVariables;
import dev.keymaster.project.Project;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code use NAME…}. */
@Command(
    description =
        "Writes the key's name, never its value, into keymaster.yaml, which is meant to be committed."
            + " From then on keymaster run hands exactly the keys of the project to programs.",
    footer = {
      "  keymaster use openai",
      "  keymaster use openai anthropic stripe",
      "  keymaster use openai-batch --as BATCH_API_KEY",
      "  keymaster use openai --rm"
    })
final class UseVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "names of keys")
  List<String> names = List.of();

  @Option(
      names = "--as",
      paramLabel = "VAR",
      description = "environment variable it becomes in this project")
  @Nullable String variable;

  @Option(
      names = {"--rm", "--remove"},
      description = "take the keys out of the project")
  boolean remove;

  @Override
  int run(Session session) {
    if (variable != null && (remove || names.size() > 1)) {
      throw KeymasterException.usage("--as names the variable of one key", "one NAME with --as");
    }
    report(session, apply(session));
    return 0;
  }

  /** Writes the keys into the project, or takes them out; returns what each becomes in it. */
  Map<KeyName, String> apply(Session session) {
    Surroundings surroundings = session.surroundings();
    Project project = surroundings.demandProject();
    boolean trusted = surroundings.trust().trusts(project);
    Map<KeyName, String> keys = new LinkedHashMap<>();
    for (String name : names) {
      KeyRef ref = session.names().keyRef(name);
      keys.put(ref.name(), remove ? "" : variable(session, ref));
    }
    Project changed = remove ? project.without(keys.keySet()) : project.using(keys);
    if (trusted) {
      surroundings.trust().trust(changed);
    }
    return keys;
  }

  /** The key has to exist: a typo would only be noticed by the next {@code run}. */
  private String variable(Session session, KeyRef ref) {
    KeyDetails details = session.names().show(ref).details();
    return variable == null
        ? session.names().variable(details, ref.name())
        : ControlVariables.refuse(variable);
  }

  private void report(Session session, Map<KeyName, String> keys) {
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("use")
                  .objects(
                      "keys",
                      keys.entrySet().stream()
                          .map(key ->
                              Json.object()
                                  .set("name", key.getKey().value())
                                  .set("variable", remove ? null : key.getValue()))
                          .toList()));
      return;
    }
    keys.forEach((name, becomes) ->
        session
            .output()
            .note(
                remove
                    ? "this project does not use " + name + " any more"
                    : "this project uses " + name + " as " + becomes));
  }
}
