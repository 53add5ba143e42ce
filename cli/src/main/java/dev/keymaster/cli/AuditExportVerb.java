package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.wire.Log;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit export}. */
@Command(
    description =
        "One event a line, oldest first. --pseudonymous puts keyed hashes in the place of names, alike"
            + " where the names are alike, and leaves out details.",
    footer = {
      "  keymaster audit export --format jsonl > events.jsonl",
      "  keymaster audit export --format csv --pseudonymous --since 30d > events.csv",
      "  keymaster audit export --format cef --kind denied,unlock-failed"
    })
final class AuditExportVerb extends Verb {
  @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl (default), csv or cef")
  String format = "jsonl";

  @Option(names = "--pseudonymous", description = "no names")
  boolean pseudonymous;

  @Mixin EventOptions wanted = new EventOptions();

  @Override
  int run(Session session) {
    Function<Event, String> line = line(session);
    EventFilter filter = wanted.filter(session, globals, EventFilter.MOST);
    Log log = session.engine().log();
    List<Event> events = pseudonymous ? log.pseudonymous(filter) : log.events(filter);
    Output output = session.output();
    if (format.equals("csv")) {
      output.line(EventText.csvHead());
    }
    events.forEach(event -> output.line(line.apply(event)));
    return 0;
  }

  private Function<Event, String> line(Session session) {
    return switch (format) {
      case "jsonl" -> event -> EventText.json(event).line();
      case "csv" -> EventText::csv;
      case "cef" -> event -> EventText.cef(event, session.world().version());
      default ->
          throw KeymasterException.usage(
              "no format " + Printable.quote(format), "jsonl, csv or cef");
    };
  }
}
