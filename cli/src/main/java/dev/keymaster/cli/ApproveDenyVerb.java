package dev.keymaster.cli;

import dev.keymaster.model.PendingApproval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code approve deny}. */
@Command(
    description = "Refuses a request that waits.",
    footer = {"  keymaster approve deny 1f2e3d4c"})
final class ApproveDenyVerb extends Verb {
  @Parameters(paramLabel = "ID", description = "its id, or the beginning of it")
  String id = "";

  @Override
  int run(Session session) {
    PendingApproval answered = session.engine().access().answer(id, false, false);
    session.output().note("refused: " + answered.request());
    return 0;
  }
}
