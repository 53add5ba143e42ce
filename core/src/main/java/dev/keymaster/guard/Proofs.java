package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which session proved a slot's secret, and when. Thread-safe. */
final class Proofs {
  /** How long a proof is fresh. */
  static final Duration FRESH = Duration.ofMinutes(5);

  private final Map<SessionId, Instant> proven = new ConcurrentHashMap<>();

  void prove(Caller caller, Instant now) {
    proven.put(SessionId.of(caller), now);
  }

  /**
   * Returns whether the session of that caller proved itself lately; never if the clock says in
   * future.
   */
  boolean fresh(Caller caller, Instant now) {
    @Nullable Instant at = proven.get(SessionId.of(caller));
    return at != null && !at.isAfter(now) && now.isBefore(at.plus(FRESH));
  }

  /** Takes over what another gate of the same vault has seen. */
  void addAll(Proofs others) {
    proven.putAll(others.proven);
  }

  void forget(SessionId session) {
    proven.remove(session);
  }
}
