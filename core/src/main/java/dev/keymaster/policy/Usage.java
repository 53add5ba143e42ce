package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done within the last minute, as far as the limits of one policy count it. A reveal
 * counts for each key; any other request counts once, however many keys it is about. Its size is
 * bounded, however much was done: then some of it counts longer than a minute, never shorter. Not
 * thread-safe.
 */
public final class Usage {
  /** How far back limits look. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /** Programs and users that have counters of their own; others share one for each limit. */
  static final int OWN = 48;

  private static final int ALL_MARKS = 768;
  private static final int MOST_MARKS = 32;

  /** No system has a user of that id: who shares the counter of a limit. */
  private static final long SHARED = -1;

  /**
   * A limit that would be passed.
   *
   * @param limit which
   * @param patience until it lets somebody through again
   * @param first whether it was not passed before
   */
  public record Reached(Limit limit, Duration patience, boolean first) {}

  /**
   * What one limit has counted for somebody.
   *
   * @param limit its place among the limits of the policy, from 0
   * @param uid the user; -1 for all that have no counter of their own
   * @param program empty unless the limit counts each program
   * @param marks what was done, oldest first
   */
  public record Counter(int limit, long uid, String program, List<Mark> marks) {}

  private record Place(int limit, long uid, String program) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Integer.compare(limit, other.limit);
      order = order == 0 ? Long.compare(uid, other.uid) : order;
      return order == 0 ? program.compareTo(other.program) : order;
    }
  }

  private final List<Limit> limits;
  private final Map<Place, Marks> counters = new TreeMap<>();

  /** Starts with nothing counted. */
  public Usage(Policy policy) {
    this(policy, List.of());
  }

  /** Goes on from what {@link #counters} returned of the same limits. */
  public Usage(Policy policy, List<Counter> counted) {
    this.limits = policy.limits();
    for (Counter counter : counted) {
      Place place = new Place(counter.limit(), counter.uid(), counter.program());
      counters.put(place, new Marks(counter.marks()));
    }
  }

  /** Returns all that is counted still. */
  public List<Counter> counters(Instant now) {
    forget(now);
    int marks = Math.min(MOST_MARKS, ALL_MARKS / Math.max(1, counters.size()));
    counters.values().forEach(counted -> counted.shrink(marks));
    List<Counter> all = new ArrayList<>(counters.size());
    counters.forEach((place, counted) ->
        all.add(new Counter(place.limit, place.uid, place.program, counted.list())));
    return all;
  }

  /**
   * Counts what was done.
   *
   * @param uses oldest first
   */
  public void count(Iterable<Use> uses, Instant now) {
    Map<List<Object>, Integer> requests = new HashMap<>();
    for (Use use : uses) {
      for (int i = 0; i < limits.size(); i++) {
        if (limits.get(i).scope().matches(use.request())) {
          Marks marks = marks(place(i, use.request()), now);
          if (another(i, use, requests)) {
            marks.add(use.time().isAfter(now) ? now : use.time(), MOST_MARKS);
          }
        }
      }
    }
  }

  /**
   * Uses of one process at one moment are one request, unless they are about the same key: commits
   * are shared, so that many requests of a program can have the same moment.
   */
  private static boolean another(int limit, Use use, Map<List<Object>, Integer> requests) {
    Request done = use.request();
    if (done.operation() == Operation.REVEAL) {
      return true;
    }
    List<Object> moment = List.of(limit, use.time(), done.caller().pid());
    int times = requests.merge(List.of(moment, done.shown()), 1, Integer::sum);
    boolean more = times > requests.getOrDefault(moment, 0);
    if (more) {
      requests.put(moment, times);
    }
    return more;
  }

  /**
   * Tells whether one request more, about {@code keys} keys, would pass the limit.
   *
   * @param limit of the policy that this was made for
   * @return null if it would not
   */
  public @Nullable Reached reached(Limit limit, Request request, int keys, Instant now) {
    int more = request.operation() == Operation.REVEAL ? keys : 1;
    int room = limit.count() - more;
    if (room < 0) {
      return new Reached(limit, WINDOW, true);
    }
    Place place = place(indexOf(limit), request);
    Marks marks = counters.get(place);
    if (marks == null) {
      marks = counters.get(shared(place));
    }
    Instant last = marks == null ? null : marks.newest(room + 1, now);
    if (marks == null || last == null) {
      return null;
    }
    boolean first = marks.newest(limit.count() + 1, now) == null;
    return new Reached(limit, Duration.between(now, last.plus(WINDOW)), first);
  }

  private int indexOf(Limit limit) {
    int at = 0;
    while (limits.get(at).line() != limit.line()) {
      at++;
    }
    return at;
  }

  private Place place(int limit, Request request) {
    String program = limits.get(limit).eachProgram() ? request.caller().program() : "";
    return new Place(limit, request.caller().uid(), program);
  }

  private static Place shared(Place place) {
    return new Place(place.limit, SHARED, "");
  }

  /** Whoever was counted with others stays with them as long as that may count for him. */
  private Marks marks(Place own, Instant now) {
    Marks marks = counters.get(own);
    if (marks != null) {
      return marks;
    }
    if (counters.size() >= OWN || counters.containsKey(shared(own))) {
      forget(now);
    }
    boolean joins = counters.size() >= OWN || counters.containsKey(shared(own));
    return counters.computeIfAbsent(joins ? shared(own) : own, place -> new Marks(List.of()));
  }

  private void forget(Instant now) {
    counters.values().removeIf(marks -> marks.newest(1, now) == null);
  }
}
