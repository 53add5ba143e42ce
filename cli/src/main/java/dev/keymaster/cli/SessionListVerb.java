package dev.keymaster.cli;

import dev.keymaster.model.SessionEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code session list}. */
@Command(
    description =
        "Lists the terminals and programs that use the open vault, and which of them proved"
            + " themselves lately.",
    footer = {"  keymaster session list", "  keymaster session list --json"})
final class SessionListVerb extends Verb {
  @Override
  int run(Session session) {
    List<SessionEntry> sessions = session.engine().access().sessions();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("sessions")
                  .objects("sessions", sessions.stream().map(SessionListVerb::object).toList()));
      return 0;
    }
    Table table =
        new Table("SESSION", "USER", "TERMINAL", "PROGRAM", "REQUESTS", "LAST", "UNLOCKED", "CODE");
    for (SessionEntry each : sessions) {
      String program = each.agent().isEmpty() ? each.program() : each.agent();
      table.row(
          each.id() + (each.own() ? " *" : ""),
          Long.toString(each.uid()),
          each.terminal(),
          program,
          Long.toString(each.requests()),
          text(each.last()),
          text(each.proven()),
          text(each.code()));
    }
    session.print(table);
    return 0;
  }

  private static String text(@Nullable Instant time) {
    return time == null ? "" : Ages.second(time);
  }

  private static Json object(SessionEntry each) {
    return Json.object()
        .set("id", each.id())
        .set("uid", each.uid())
        .set("terminal", each.terminal())
        .set("agent", each.agent())
        .set("program", each.program())
        .set("requests", each.requests())
        .set("last", each.last())
        .set("unlocked", each.proven())
        .set("code", each.code())
        .set("own", each.own());
  }
}
