package dev.keymaster.model;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; null or empty means any.
 *
 * @param since not before
 * @param until before
 * @param kinds of these
 * @param env about a key of this environment
 * @param key about a key of this name
 * @param program asked for by a program of this name
 * @param uid asked for by this user
 * @param from not below this number
 * @param before below this number
 * @param limit the newest so many, at least 1
 */
public record EventFilter(
    @Nullable Instant since,
    @Nullable Instant until,
    Set<EventKind> kinds,
    @Nullable String env,
    @Nullable String key,
    @Nullable String program,
    @Nullable Long uid,
    long from,
    long before,
    int limit) {
  /** The most events in one answer. */
  public static final int MOST = 1_000_000;

  /** Copies the set. */
  public EventFilter {
    kinds = Set.copyOf(kinds);
  }

  /** A filter that goes up to the newest event. */
  public EventFilter(
      @Nullable Instant since,
      @Nullable Instant until,
      Set<EventKind> kinds,
      @Nullable String env,
      @Nullable String key,
      @Nullable String program,
      @Nullable Long uid,
      long from,
      int limit) {
    this(since, until, kinds, env, key, program, uid, from, Long.MAX_VALUE, limit);
  }

  /** The newest {@code limit} events. */
  public static EventFilter newest(int limit) {
    return new EventFilter(null, null, Set.of(), null, null, null, null, 0, limit);
  }

  /** Returns the same, but only events from that number on. */
  public EventFilter from(long number) {
    return new EventFilter(since, until, kinds, env, key, program, uid, number, before, limit);
  }

  /** Returns the same, but only events below that number. */
  public EventFilter before(long number) {
    return new EventFilter(since, until, kinds, env, key, program, uid, from, number, limit);
  }

  /** Returns the same, but another number of events. */
  public EventFilter limit(int most) {
    return new EventFilter(since, until, kinds, env, key, program, uid, from, before, most);
  }

  /** Tells whether an event is wanted, whatever the limit. */
  public boolean matches(Event event) {
    return event.number() >= from
        && event.number() < before
        && (since == null || !event.time().isBefore(since))
        && (until == null || event.time().isBefore(until))
        && (kinds.isEmpty() || kinds.contains(event.kind()))
        && (program == null || event.caller().program().equals(program))
        && (uid == null || event.caller().uid() == uid)
        && about(event.subject());
  }

  private boolean about(String subject) {
    if (env == null && key == null) {
      return true;
    }
    if (!subject.startsWith(KeyRef.SCHEME)) {
      return false;
    }
    String place = subject.substring(KeyRef.SCHEME.length());
    int slash = place.indexOf('/');
    int hash = place.indexOf('#');
    String name = place.substring(slash + 1, hash < 0 ? place.length() : hash);
    return (env == null || place.substring(0, Math.max(0, slash)).equals(env))
        && (key == null || name.equals(key));
  }
}
