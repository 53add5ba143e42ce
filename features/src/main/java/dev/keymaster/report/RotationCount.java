package dev.keymaster.report;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Turn;
import dev.keymaster.report.RotationReport.Rotation;
import dev.keymaster.report.RotationReport.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts rotations as the audit log tells them. Not thread-safe. */
public final class RotationCount {
  private static final Duration STILL_OPEN = Duration.ofHours(1);

  private final Instant until;
  private final List<Rotation> ended = new ArrayList<>();
  private final Map<KeyRef, Instant> begun = new HashMap<>();

  /** Counts up to that time. */
  public RotationCount(Instant until) {
    this.until = until;
  }

  /** Takes the next event; those that are about no rotation count for nothing. */
  public void add(Event event) {
    KeyRef ref = event.kind() == EventKind.ROTATE ? key(event.subject()) : null;
    if (ref == null) {
      return;
    }
    if (event.detail().startsWith(Turn.BEGUN)) {
      Instant before = begun.put(ref, event.time());
      if (before != null) {
        ended.add(new Rotation(ref, before, null, false));
      }
    } else if (event.detail().equals(Turn.HANDED_OUT)) {
      Instant start = begun.remove(ref);
      if (start != null) {
        ended.add(new Rotation(ref, start, Duration.between(start, event.time()), false));
      }
    }
  }

  private static @Nullable KeyRef key(String subject) {
    try {
      KeyRef ref = KeyRef.parse(subject);
      return new KeyRef(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      return null;
    }
  }

  /**
   * Returns what it all comes to.
   *
   * @param since from when it was counted
   * @param keys that are handed out
   */
  public RotationReport report(Instant since, List<Deadline> keys) {
    List<Rotation> rotations = new ArrayList<>(ended);
    begun.forEach((ref, time) ->
        rotations.add(new Rotation(ref, time, null, time.plus(STILL_OPEN).isAfter(until))));
    rotations.sort(Comparator.comparing(Rotation::begun));
    List<Row> rows =
        keys.stream()
            .sorted(Comparator.comparing(Deadline::since))
            .map(key ->
                new Row(
                    key, Duration.between(key.since(), until), key.urgency(until, Duration.ZERO)))
            .toList();
    return new RotationReport(since, until, rows, rotations);
  }
}
