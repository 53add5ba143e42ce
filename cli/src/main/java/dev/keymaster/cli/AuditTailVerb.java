package dev.keymaster.cli;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit tail}. */
@Command(
    description =
        "One line an event; with --json one JSON object a line. With --follow it waits for more until"
            + " it is interrupted.",
    footer = {"  keymaster audit tail -f", "  keymaster audit tail -f --env prod --json"})
final class AuditTailVerb extends Verb {
  private static final long PAUSE_MILLIS = 300;

  @Option(
      names = {"-f", "--follow"},
      description = "wait for more")
  boolean follow;

  @Option(
      names = {"-n", "--last", "--limit"},
      paramLabel = "N",
      description = "how many events to begin with, default 10")
  int last = 10;

  @Mixin EventOptions wanted = new EventOptions();

  @Override
  int run(Session session) {
    if (last < 1 || last > EventFilter.MOST) {
      throw KeymasterException.usage("--last takes 1 to " + EventFilter.MOST, "");
    }
    EventFilter filter = wanted.filter(session, globals, last);
    long next = print(session, filter, 0);
    while (follow && pause()) {
      next = print(session, wanted.filter(session, globals, EventFilter.MOST).from(next), next);
    }
    return 0;
  }

  private static long print(Session session, EventFilter filter, long next) {
    List<Event> events = session.engine().log().events(filter);
    Output output = session.output();
    for (Event event : events) {
      output.line(output.json() ? EventText.json(event).line() : EventText.line(event));
    }
    output.flush();
    return events.isEmpty() ? next : events.getLast().number() + 1;
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
