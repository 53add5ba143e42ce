package dev.keymaster.cli;

import dev.keymaster.project.ProjectFile;
import picocli.CommandLine.Command;

/** {@code config schema}. */
@Command(
    description =
        "Prints what may stand in a project's keymaster.yaml, as JSON Schema: editors complete and"
            + " check the file by it.",
    footer = {
      "  keymaster config schema > .keymaster.schema.json",
      "  echo '# yaml-language-server: $schema=.keymaster.schema.json' >> keymaster.yaml"
    })
final class ConfigSchemaVerb extends Verb {
  @Override
  int run(Session session) {
    session.output().text(ProjectFile.schema());
    return 0;
  }
}
