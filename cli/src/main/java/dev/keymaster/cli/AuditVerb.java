package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.KeymasterException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}, the same as {@code audit show}. */
@Command(
    description = "Newest last. Values are never recorded.",
    footer = {"  keymaster audit", "  keymaster audit show --last 200", "  keymaster audit --json"})
final class AuditVerb extends Verb {
  private static final int MOST = 100_000;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "how many events, default 20")
  int last = 20;

  @Override
  int run(Session session) {
    if (last < 1 || last > MOST) {
      throw KeymasterException.usage("--last takes 1 to " + MOST, "keymaster audit --last 20");
    }
    List<Event> events = session.engine().log().newest(last);
    if (session.output().json()) {
      List<Json> shown = events.stream().map(AuditVerb::json).toList();
      session.output().json(Json.document("events").objects("events", shown));
    } else {
      table(session, events);
    }
    return 0;
  }

  private static void table(Session session, List<Event> events) {
    Table table = new Table("NO", "TIME", "WHAT", "SUBJECT", "PROGRAM", "DETAIL");
    for (Event event : events) {
      table.row(
          Long.toString(event.number()),
          event.time().toString(),
          event.kind().word(),
          event.subject(),
          event.caller().program() + "[" + event.caller().pid() + "]",
          event.detail());
    }
    session.print(table);
  }

  private static Json json(Event event) {
    Json caller =
        Json.object()
            .set("uid", event.caller().uid())
            .set("pid", event.caller().pid())
            .set("program", event.caller().program());
    return Json.object()
        .set("number", event.number())
        .set("time", event.time())
        .set("kind", event.kind().word())
        .set("subject", event.subject())
        .set("detail", event.detail())
        .set("caller", caller);
  }
}
