package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that one open vault has seen: who proved a slot's secret and when, who asked last,
 * whose session was ended. Lives as long as the vault is open. Thread-safe.
 */
final class Sessions {
  /** How long a proof is fresh. */
  static final Duration FRESH = Duration.ofMinutes(5);

  private static final int KEPT = 1_000;
  private static final Duration FORGOTTEN = Duration.ofHours(12);
  private static final Seen NOTHING = new Seen("", null, 0, null, null);

  /**
   * What is known of one.
   *
   * @param program what asked last
   * @param last when it did
   * @param requests how often it did
   * @param proven when it last proved a slot's secret
   * @param ended when somebody ended it
   */
  record Seen(
      String program,
      @Nullable Instant last,
      long requests,
      @Nullable Instant proven,
      @Nullable Instant ended) {
    private boolean isEnded() {
      return ended != null && (proven == null || !proven.isAfter(ended));
    }

    private boolean forgotten(Instant now) {
      return !isEnded() && (last == null || last.isBefore(now.minus(FORGOTTEN)));
    }
  }

  private final Map<SessionId, Seen> seen = new ConcurrentHashMap<>();

  void prove(Caller caller, Instant now) {
    seen.merge(
        SessionId.of(caller),
        new Seen("", null, 0, now, null),
        (old, next) -> new Seen(old.program(), old.last(), old.requests(), now, old.ended()));
  }

  void asked(Caller caller, Instant now) {
    if (seen.size() > KEPT) {
      seen.values().removeIf(session -> session.forgotten(now));
    }
    seen.merge(
        SessionId.of(caller),
        new Seen(caller.program(), now, 1, null, null),
        (old, next) ->
            new Seen(next.program(), now, old.requests() + 1, old.proven(), old.ended()));
  }

  /** Takes back what it proved, and lets it do nothing before it proves itself again. */
  void end(SessionId session, Instant now) {
    seen.merge(
        session,
        new Seen("", null, 0, null, now),
        (old, next) -> new Seen(old.program(), old.last(), old.requests(), null, now));
  }

  boolean ended(Caller caller) {
    return seen.getOrDefault(SessionId.of(caller), NOTHING).isEnded();
  }

  /**
   * Returns whether that caller's session proved itself lately; not if the clock was put back.
   *
   * @param now to the millisecond, as a commit has it, which a proof just before it is not
   */
  boolean fresh(Caller caller, Instant now) {
    Instant at = seen.getOrDefault(SessionId.of(caller), NOTHING).proven();
    return at != null
        && !at.truncatedTo(ChronoUnit.MILLIS).isAfter(now)
        && now.isBefore(at.plus(FRESH));
  }

  /** Takes over what another gate of the same vault has seen proven. */
  void addProofs(Sessions others) {
    others.seen.forEach((session, other) -> {
      Instant proven = other.proven();
      if (proven != null) {
        seen.merge(
            session,
            other,
            (old, next) ->
                new Seen(old.program(), old.last(), old.requests(), proven, old.ended()));
      }
    });
  }

  Map<SessionId, Seen> all() {
    return Map.copyOf(seen);
  }
}
