package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was done within the last minute against limits. A reveal counts for each key; any
 * other request counts once, however many keys it is about.
 */
public final class Usage {
  /** How far back limits look. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /**
   * A limit that is reached.
   *
   * @param limit which
   * @param patience until it lets somebody through again
   */
  public record Reached(Limit limit, Duration patience) {}

  private Usage() {}

  /**
   * Tells whether one request more, about {@code keys} keys, would go over one of the limits.
   *
   * @param uses of the last minute; older ones do not count
   * @return the first limit that would be passed, or null
   */
  public static @Nullable Reached reached(
      List<Limit> limits, Request request, int keys, List<Use> uses, Instant now) {
    for (Limit limit : limits) {
      Counted counted = count(limit, request, uses, now);
      int more = request.operation() == Operation.REVEAL ? keys : 1;
      if (counted.count() + more > limit.count()) {
        return new Reached(limit, wait(counted, now));
      }
    }
    return null;
  }

  private record Counted(int count, @Nullable Instant oldest) {}

  private static Counted count(Limit limit, Request request, List<Use> uses, Instant now) {
    int count = 0;
    @Nullable Instant oldest = null;
    Set<Object> requests = new HashSet<>();
    for (Use use : uses) {
      if (!recent(use, now) || !counts(limit, request, use.request())) {
        continue;
      }
      boolean each = use.request().operation() == Operation.REVEAL;
      if (each || requests.add(List.of(use.time(), use.request().caller().pid()))) {
        count++;
        oldest = oldest == null || use.time().isBefore(oldest) ? use.time() : oldest;
      }
    }
    return new Counted(count, oldest);
  }

  /** What is dated later than now was done before a clock was put back: it counts. */
  private static boolean recent(Use use, Instant now) {
    return use.time().isAfter(now.minus(WINDOW));
  }

  private static boolean counts(Limit limit, Request asked, Request done) {
    return done.caller().uid() == asked.caller().uid()
        && limit.scope().matches(done)
        && (!limit.eachProgram() || done.caller().program().equals(asked.caller().program()));
  }

  private static Duration wait(Counted counted, Instant now) {
    if (counted.oldest() == null || counted.oldest().isAfter(now)) {
      return WINDOW;
    }
    return Duration.between(now, counted.oldest().plus(WINDOW));
  }
}
