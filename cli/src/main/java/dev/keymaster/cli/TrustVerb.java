package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectFile;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trust}. */
@Command(
    description =
        "Until then neither its environment nor its keys are followed, because the file may come from"
            + " anybody. A file that changes has to be trusted again, unless keymaster changed it.",
    footer = {"  keymaster trust", "  keymaster trust --yes", "  keymaster trust --forget"})
final class TrustVerb extends Verb {
  @Mixin Confirmation confirmation = new Confirmation();

  @Option(names = "--forget", description = "trust it no more")
  boolean forget;

  @Override
  int run(Session session) {
    Surroundings surroundings = session.surroundings();
    Project project = surroundings.demandProject();
    if (forget) {
      surroundings.trust().forget(project);
      report(session, project, "trusted no more: ");
      return 0;
    }
    if (!confirmation.given) {
      shown(session, project);
    }
    confirmation.demand(session, "Trust this file?");
    surroundings.trust().trust(project);
    report(session, project, "trusted as it is now: ");
    return 0;
  }

  private void report(Session session, Project project, String what) {
    String file = project.root().resolve(ProjectFile.NAME).toString();
    if (session.output().json()) {
      session.output().json(Json.document("trust").set("file", file).set("trusted", !forget));
    } else {
      session.output().note(what + file);
    }
  }

  /** What following it would mean. */
  private static void shown(Session session, Project project) {
    Output output = session.output();
    ProjectFile file = project.file();
    output.note(Printable.clean(project.root().resolve(ProjectFile.NAME).toString()));
    if (file.defaultEnvironment() != null) {
      output.note("  environment " + file.defaultEnvironment());
    }
    for (Map.Entry<?, String> key : file.keys().entrySet()) {
      output.note("  key " + key.getKey() + " as " + key.getValue());
    }
    file.services().keySet().forEach(service -> output.note("  service " + service));
  }
}
