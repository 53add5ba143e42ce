package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was done within the last minute against a limit. A reveal counts for each key; any
 * other request counts once, however many keys it is about.
 */
public final class Usage {
  /** How far back limits look. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /**
   * A limit that would be passed.
   *
   * @param limit which
   * @param patience until it lets somebody through again
   * @param first whether it was not passed before
   */
  public record Reached(Limit limit, Duration patience, boolean first) {}

  private Usage() {}

  /**
   * Tells whether one request more, about {@code keys} keys, would pass the limit.
   *
   * @param uses from the newest back; read only as far as needed
   * @return null if it would not
   */
  public static @Nullable Reached reached(
      Limit limit, Request request, int keys, Iterable<Use> uses, Instant now) {
    int more = request.operation() == Operation.REVEAL ? keys : 1;
    int room = limit.count() - more;
    if (room < 0) {
      return new Reached(limit, WINDOW, true);
    }
    int count = 0;
    Set<Object> requests = new HashSet<>();
    @Nullable Reached reached = null;
    for (Use use : uses) {
      if (!use.time().isAfter(now.minus(WINDOW)) || count > limit.count()) {
        break;
      }
      if (counts(limit, request, use.request()) && another(use, requests) && ++count == room + 1) {
        reached = new Reached(limit, wait(use.time(), now), true);
      }
    }
    return reached == null ? null : new Reached(limit, reached.patience(), count <= limit.count());
  }

  private static boolean another(Use use, Set<Object> requests) {
    return use.request().operation() == Operation.REVEAL
        || requests.add(List.of(use.time(), use.request().caller().pid()));
  }

  private static boolean counts(Limit limit, Request asked, Request done) {
    return done.caller().uid() == asked.caller().uid()
        && limit.scope().matches(done)
        && (!limit.eachProgram() || done.caller().program().equals(asked.caller().program()));
  }

  /** What is dated later than now was done before a clock was put back: it counts all the same. */
  private static Duration wait(Instant oldest, Instant now) {
    return oldest.isAfter(now) ? WINDOW : Duration.between(now, oldest.plus(WINDOW));
  }
}
