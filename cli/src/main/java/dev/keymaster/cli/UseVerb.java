package dev.keymaster.cli;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRef;
import dev.keymaster.project.ControlVariables;
import dev.keymaster.project.Project;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code use NAME}. */
@Command(
    description =
        "Writes the key's name, never its value, into keymaster.yaml, which is meant to be committed."
            + " From then on keymaster run hands exactly the keys of the project to programs.",
    footer = {
      "  keymaster use openai",
      "  keymaster use openai-batch --as BATCH_API_KEY",
      "  keymaster use openai --remove"
    })
final class UseVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "name of the key")
  String name = "";

  @Option(
      names = "--as",
      paramLabel = "VAR",
      description = "environment variable it becomes in this project")
  @Nullable String variable;

  @Option(names = "--remove", description = "take the key out of the project")
  boolean remove;

  @Override
  int run(Session session) {
    Surroundings surroundings = session.surroundings();
    Project project = surroundings.demandProject();
    boolean trusted = surroundings.trust().trusts(project);
    KeyRef ref = session.names().keyRef(name);
    String becomes = remove ? "" : variable(session, ref);
    Project changed = remove ? project.without(ref.name()) : project.using(ref.name(), becomes);
    if (trusted) {
      surroundings.trust().trust(changed);
    }
    report(session, ref, becomes);
    return 0;
  }

  /** The key has to exist: a typo would only be noticed by the next {@code run}. */
  private String variable(Session session, KeyRef ref) {
    KeyDetails details = session.names().show(ref).details();
    return variable == null
        ? session.names().variable(details, ref.name())
        : ControlVariables.refuse(variable);
  }

  private void report(Session session, KeyRef ref, String becomes) {
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("use")
                  .set("name", ref.name().value())
                  .set("variable", remove ? null : becomes));
    } else {
      session
          .output()
          .note(
              remove
                  ? "this project does not use " + ref.name() + " any more"
                  : "this project uses " + ref.name() + " as " + becomes);
    }
  }
}
