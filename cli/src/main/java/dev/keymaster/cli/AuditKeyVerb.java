package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code audit key}. */
@Command(
    description =
        "Prints the key that checks the log's signatures. It is no secret: keep it where you want to"
            + " check the log, away from this machine.",
    footer = {"  keymaster audit key > log.key"})
final class AuditKeyVerb extends Verb {
  @Override
  int run(Session session) {
    String key = session.engine().log().verifier();
    if (session.output().json()) {
      session.output().json(Json.document("log-key").set("key", key));
    } else {
      session.output().line(key);
    }
    return 0;
  }
}
