package dev.keymaster.report;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.KeyRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How old the values of keys are, and how rotations went.
 *
 * @param since from when rotations are counted
 * @param until when it was made
 * @param rows one for each key that is handed out, the oldest value first
 * @param rotations that were begun, in their order
 */
public record RotationReport(
    Instant since, Instant until, List<Row> rows, List<Rotation> rotations) {
  /** Copies the lists. */
  public RotationReport {
    rows = List.copyOf(rows);
    rotations = List.copyOf(rotations);
  }

  /**
   * A key.
   *
   * @param deadline when it is to be rotated and ends
   * @param age of its value
   * @param urgency as of now
   */
  public record Row(Deadline deadline, Duration age, Urgency urgency) {}

  /**
   * A rotation.
   *
   * @param ref of which key
   * @param begun when
   * @param took until the new key was handed out; null if it never was
   * @param open whether it was the last one of its key that was begun, and less than an hour ago
   */
  public record Rotation(KeyRef ref, Instant begun, @Nullable Duration took, boolean open) {}

  /** Returns how many keys are of that urgency. */
  public long count(Urgency urgency) {
    return rows.stream().filter(row -> row.urgency() == urgency).count();
  }

  /** Returns how many rotations handed out a new key. */
  public long done() {
    return rotations.stream().filter(one -> one.took() != null).count();
  }

  /** Returns how many rotations came to nothing. */
  public long failed() {
    return rotations.stream().filter(one -> one.took() == null && !one.open()).count();
  }

  /** Returns how many of a hundred that ended handed out a new key; null if none ended. */
  public @Nullable Long successPercent() {
    long ended = done() + failed();
    return ended == 0 ? null : done() * 100 / ended;
  }

  /** Returns how long those took that handed out a new key, the shortest first. */
  public List<Duration> times() {
    return rotations.stream()
        .<Duration>mapMulti((one, next) -> {
          if (one.took() != null) {
            next.accept(one.took());
          }
        })
        .sorted()
        .toList();
  }

  /** Returns how long the one in the middle took; null if there is none. */
  public @Nullable Duration median() {
    List<Duration> times = times();
    return times.isEmpty() ? null : times.get((times.size() - 1) / 2);
  }
}
