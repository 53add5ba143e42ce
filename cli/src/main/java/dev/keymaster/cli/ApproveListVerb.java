package dev.keymaster.cli;

import dev.keymaster.model.PendingApproval;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code approve list}. */
@Command(
    description =
        "Lists requests that wait for you: what is asked for, by which programs, in which folder."
            + " What is not answered within 15 minutes is refused.",
    footer = {"  keymaster approve list", "  keymaster approve list --json"})
final class ApproveListVerb extends Verb {
  @Override
  int run(Session session) {
    List<PendingApproval> waiting = session.engine().access().approvals();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("approvals")
                  .objects("approvals", waiting.stream().map(ApproveListVerb::object).toList()));
      return 0;
    }
    if (waiting.isEmpty()) {
      session.output().note("nothing waits for you");
      return 0;
    }
    Table table = new Table("REQUEST", "SINCE", "WHAT", "WHO", "FOLDER");
    for (PendingApproval each : waiting) {
      table.row(each.id(), each.time().toString(), each.request(), each.who(), each.directory());
    }
    session.print(table);
    return 0;
  }

  private static Json object(PendingApproval each) {
    return Json.object()
        .set("id", each.id())
        .set("time", each.time())
        .set("request", each.request())
        .set("who", each.who())
        .set("directory", each.directory());
  }
}
