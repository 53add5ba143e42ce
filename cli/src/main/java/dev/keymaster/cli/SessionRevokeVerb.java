package dev.keymaster.cli;

import dev.keymaster.model.SessionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code session revoke}. */
@Command(
    description = "Ends a session: it has to unlock the vault, and give a code, anew.",
    footer = {"  keymaster session revoke 1f2e3d4c"})
final class SessionRevokeVerb extends Verb {
  @Parameters(paramLabel = "ID", description = "its id, or the beginning of it")
  String id = "";

  @Override
  int run(Session session) {
    SessionEntry ended = session.engine().access().revoke(id);
    session.output().note("ended session " + ended.id());
    return 0;
  }
}
