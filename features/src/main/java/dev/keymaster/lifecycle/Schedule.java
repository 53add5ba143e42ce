package dev.keymaster.lifecycle;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.KeyRef;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which key is rotated without anybody asking, and of which a person is reminded. Pure: it
 * goes by the time that it is told, so that a machine that slept catches up. What it keeps to:
 *
 * <ul>
 *   <li>a key is rotated before it is due, each a while of its own before, so that keys of one age
 *       do not come all at once;
 *   <li>one after the other, the most urgent first, and none in the quiet hours;
 *   <li>what failed is tried again with growing waits;
 *   <li>a key that is not rotated unasked is never passed over in silence.
 * </ul>
 *
 * @param enabled whether keys are rotated unasked at all
 * @param quiet when they are not
 * @param zone where the quiet hours are those of the day
 */
public record Schedule(boolean enabled, QuietHours quiet, ZoneId zone) {
  private static final Duration LONGEST_LEAD = Duration.ofHours(24);
  private static final int LEAD_PART = 10;
  private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
  private static final Duration LONGEST_RETRY = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 7;
  private static final Duration AHEAD = Duration.ofDays(7);
  private static final Duration DAILY = Duration.ofDays(1);

  /** So that a clock that was set is noticed. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * A key, and what was done about it.
   *
   * @param deadline when it is to be rotated and when it ends
   * @param alone whether it can be rotated without a person
   * @param reminded when a person was reminded of it last; null if never
   * @param failures how often a rotation has failed since the last one that worked
   * @param failed when the last of them did; null if none has
   */
  public record Candidate(
      Deadline deadline,
      boolean alone,
      @Nullable Instant reminded,
      int failures,
      @Nullable Instant failed) {}

  /** What is to be done. */
  public sealed interface Decision {
    /** Rotate that key now. */
    record Rotate(KeyRef ref) implements Decision {}

    /** Remind a person of that key now. */
    record Remind(Deadline deadline) implements Decision {}

    /** Nothing, until then. */
    record Wait(Instant until) implements Decision {}
  }

  /** Says what is to be done now; to be asked again once that is done. */
  public Decision next(List<Candidate> keys, Instant now) {
    Optional<Candidate> first =
        keys.stream()
            .filter(this::isRotated)
            .filter(key -> !rotation(key, now).isAfter(now))
            .min(Comparator.comparing(key -> begin(key.deadline())));
    if (first.isPresent()) {
      return new Decision.Rotate(first.get().deadline().ref());
    }
    return keys.stream()
        .filter(this::isPersons)
        .filter(key -> !reminder(key, now).isAfter(now))
        .<Decision>map(key -> new Decision.Remind(key.deadline()))
        .findFirst()
        .orElseGet(() -> new Decision.Wait(until(keys, now)));
  }

  private Instant until(List<Candidate> keys, Instant now) {
    Stream<Instant> rotations =
        keys.stream().filter(this::isRotated).map(key -> rotation(key, now));
    Stream<Instant> reminders =
        keys.stream().filter(this::isPersons).map(key -> reminder(key, now));
    Instant latest = now.plus(LONGEST_WAIT);
    return Stream.concat(rotations, reminders)
        .filter(time -> time.isBefore(latest))
        .min(Instant::compareTo)
        .orElse(latest);
  }

  private boolean isRotated(Candidate key) {
    return enabled && key.alone() && ends(key.deadline());
  }

  /** One that fails needs a person as well. */
  private boolean isPersons(Candidate key) {
    return ends(key.deadline()) && (!enabled || !key.alone() || key.failures() > 0);
  }

  private static boolean ends(Deadline deadline) {
    return deadline.due() != null || deadline.expires() != null;
  }

  private Instant rotation(Candidate key, Instant now) {
    Instant begin = begin(key.deadline());
    Instant failed = key.failed();
    Instant again = failed == null ? begin : failed.plus(retry(key.failures()));
    Instant earliest = again.isAfter(begin) ? again : begin;
    Instant wanted = earliest.isAfter(now) ? earliest : now;
    return quiet.end(wanted.atZone(zone)).toInstant();
  }

  private static Duration retry(int failures) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
  }

  /** When a key is rotated: before its time, by a part of a day that is its own. */
  private static Instant begin(Deadline deadline) {
    Instant end = end(deadline);
    Duration age = Duration.between(deadline.since(), end);
    Duration part = age.dividedBy(LEAD_PART);
    Duration lead = part.compareTo(LONGEST_LEAD) < 0 ? part : LONGEST_LEAD;
    if (lead.toSeconds() < 1) {
      return end;
    }
    int own = (deadline.ref() + "@" + deadline.since()).hashCode();
    return end.minusSeconds(Math.floorMod((long) own, lead.toSeconds()));
  }

  private static Instant end(Deadline deadline) {
    return Stream.of(deadline.due(), deadline.expires())
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /** A week ahead for the first time; every day once it is too late. */
  private static Instant reminder(Candidate key, Instant now) {
    Instant reminded = key.reminded();
    if (reminded == null || reminded.isBefore(key.deadline().since())) {
      return key.failures() > 0 ? now : end(key.deadline()).minus(AHEAD);
    }
    boolean late = key.deadline().urgency(now, Duration.ZERO).compareTo(Urgency.OVERDUE) <= 0;
    Instant end = end(key.deadline());
    Instant daily = reminded.plus(DAILY);
    return late || daily.isAfter(end) ? daily : end;
  }
}
