package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<List<Object>, Integer> requests = new HashMap<>();
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

  /**
   * Uses of one process at one moment are one request, unless they are about the same key: commits
   * are shared, so that many requests of a program can have the same moment.
   */
  private static boolean another(Use use, Map<List<Object>, Integer> requests) {
    Request done = use.request();
    if (done.operation() == Operation.REVEAL) {
      return true;
    }
    List<Object> moment = List.of(use.time(), done.caller().pid());
    int times = requests.merge(List.of(moment, done.shown()), 1, Integer::sum);
    boolean more = times > requests.getOrDefault(moment, 0);
    if (more) {
      requests.put(moment, times);
    }
    return more;
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
