package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.KeymasterException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}, the same as {@code audit show}. */
@Command(
    description = "Newest last. Values are never recorded.",
    footer = {
      "  keymaster audit",
      "  keymaster audit show --last 200",
      "  keymaster audit --since 7d --env prod --kind reveal,denied",
      "  keymaster audit --json"
    })
final class AuditVerb extends Verb {
  private static final int MOST = 100_000;

  @Option(
      names = {"-n", "--last", "--limit"},
      paramLabel = "N",
      description = "how many events, default 20")
  int last = 20;

  @Mixin EventOptions wanted = new EventOptions();

  @Override
  int run(Session session) {
    if (last < 1 || last > MOST) {
      throw KeymasterException.usage("--last takes 1 to " + MOST, "keymaster audit --last 20");
    }
    List<Event> events = session.engine().log().events(wanted.filter(session, globals, last));
    if (session.output().json()) {
      List<Json> shown = events.stream().map(EventText::json).toList();
      session.output().json(Json.document("events").objects("events", shown));
    } else {
      session.print(EventText.table(events));
    }
    return 0;
  }
}
