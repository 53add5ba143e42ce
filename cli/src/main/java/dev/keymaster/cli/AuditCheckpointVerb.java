package dev.keymaster.cli;

import picocli.CommandLine.Command;

/** {@code audit checkpoint}. */
@Command(
    description =
        "Prints the newest signed checkpoint: what the log is now. Kept elsewhere it is an anchor,"
            + " which keymaster audit verify --anchor compares the log with later.",
    footer = {"  keymaster audit checkpoint > /media/usb/log-anchor"})
final class AuditCheckpointVerb extends Verb {
  @Override
  int run(Session session) {
    session.output().text(session.engine().log().checkpoint());
    return 0;
  }
}
