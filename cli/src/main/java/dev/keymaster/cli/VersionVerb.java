package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code version}. */
@Command(footer = "  keymaster version --json")
final class VersionVerb extends Verb {
  @Override
  int run(Session session) {
    String version = session.world().version();
    if (session.output().json()) {
      session.output().json(Json.document("version").set("version", version));
    } else {
      session.output().line("keymaster " + version);
    }
    return 0;
  }
}
