package dev.keymaster.metrics;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What the log says has happened since the first look at it. The log itself is counted, not calls:
 * so what other programs do with the vault is in it too. Not thread-safe.
 */
final class LogTally {
  /**
   * The most events that are read at a time; of more than that since the last look the rest is left
   * out.
   */
  static final int MOST = 10_000;

  private final Map<EventKind, Long> kinds = new EnumMap<>(EventKind.class);
  private final Map<String, Long> revealed = new TreeMap<>();
  private final Map<String, Long> delivered = new TreeMap<>();
  private long next = -1;

  /**
   * Reads on.
   *
   * @param newest gives that many of the newest events, oldest of them first
   */
  void update(IntFunction<List<Event>> newest) {
    List<Event> last = newest.apply(1);
    long end = last.isEmpty() ? 0 : last.getFirst().number() + 1;
    if (next >= 0 && end > next) {
      int behind = (int) Math.min(MOST, end - next);
      newest.apply(behind).stream().filter(event -> event.number() >= next).forEach(this::count);
    }
    next = end;
  }

  private void count(Event event) {
    kinds.merge(event.kind(), 1L, Long::sum);
    if (event.kind() == EventKind.REVEAL) {
      environment(event).ifPresent(name -> revealed.merge(name, 1L, Long::sum));
    } else if (event.kind() == EventKind.DELIVER) {
      environment(event).ifPresent(name -> delivered.merge(name, 1L, Long::sum));
    }
  }

  private static Optional<String> environment(Event event) {
    try {
      return Optional.of(KeyRef.parse(event.subject()).environment().value());
    } catch (KeymasterException e) {
      return Optional.empty();
    }
  }

  void write(Exposition out) {
    String events = "keymaster_events_total";
    out.metric(events, "counter", "Records of the audit log, by kind, since the first scrape.");
    for (EventKind kind : EventKind.values()) {
      out.sample(events, Map.of("kind", kind.word()), kinds.getOrDefault(kind, 0L));
    }
    String releases = "keymaster_releases_total";
    out.metric(releases, "counter", "Values that were handed out, by environment and way.");
    write(out, releases, "reveal", revealed);
    write(out, releases, "deliver", delivered);
    String refusals = "keymaster_refusals_total";
    out.metric(refusals, "counter", "Requests that policy, a limit or a person refused.");
    out.sample(refusals, kinds.getOrDefault(EventKind.DENIED, 0L));
    String failures = "keymaster_unlock_failures_total";
    out.metric(failures, "counter", "Attempts to unlock that failed.");
    out.sample(failures, kinds.getOrDefault(EventKind.UNLOCK_FAILED, 0L));
    out.metric("keymaster_log_events", "gauge", "Records in the audit log.");
    out.sample("keymaster_log_events", Math.max(0, next));
  }

  private static void write(Exposition out, String name, String way, Map<String, Long> counts) {
    counts.forEach((environment, count) -> {
      Map<String, String> labels = new TreeMap<>(Map.of("environment", environment, "way", way));
      out.sample(name, labels, count);
    });
  }
}
