package dev.keymaster.cli;

import dev.keymaster.model.PendingApproval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code approve allow}. */
@Command(
    description =
        "Allows a request that waits, to the session that made it; it is then made again.",
    footer = {
      "  keymaster approve allow 1f2e3d4c            for 15 minutes",
      "  keymaster approve allow 1f2e3d4c --once     the next time only"
    })
final class ApproveAllowVerb extends Verb {
  @Parameters(paramLabel = "ID", description = "its id, or the beginning of it")
  String id = "";

  @Option(names = "--once", description = "the next time only, not for 15 minutes")
  boolean once;

  @Override
  int run(Session session) {
    PendingApproval answered = session.engine().access().answer(id, true, once);
    session
        .output()
        .note("allowed " + (once ? "once" : "for 15 minutes") + ": " + answered.request());
    return 0;
  }
}
