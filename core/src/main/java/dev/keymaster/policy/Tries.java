package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * Wrong tries in a row.
 *
 * @param failed how many
 * @param last when the last one was
 */
public record Tries(int failed, Instant last) {
  /** None. */
  public static final Tries NONE = new Tries(0, Instant.EPOCH);

  /** Returns these and one more. */
  public Tries another(Instant now) {
    return new Tries(Math.min(failed + 1, 1_000_000), now);
  }

  /**
   * Returns these as they count at that time: a last try in the future, left by a clock that was
   * put back since, is taken to have been just now.
   */
  public Tries at(Instant now) {
    return last.isAfter(now) ? new Tries(failed, now) : this;
  }

  /** Returns how long to wait still, zero if not at all; never more than the longest wait. */
  public Duration patience(Backoff backoff, Instant now) {
    Duration left = Duration.between(now, at(now).last.plus(backoff.after(failed)));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
