package dev.keymaster.policy;

import java.time.Duration;

/**
 * How long to wait after wrong tries: not at all for the first ones, then twice as long each time.
 *
 * @param free how many may be wrong before there is a wait
 * @param first the first wait
 * @param longest no wait is longer, so that nobody locks the owner out for good
 */
public record Backoff(int free, Duration first, Duration longest) {
  /** For codes of a second factor. */
  public static final Backoff CODES = new Backoff(5, Duration.ofMinutes(1), Duration.ofHours(1));

  /** For secrets of unlock slots. */
  public static final Backoff UNLOCKING =
      new Backoff(5, Duration.ofSeconds(2), Duration.ofMinutes(5));

  /** Returns how long to wait after that many wrong tries in a row. */
  public Duration after(int failed) {
    if (failed < free) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failed - free, 30);
    Duration wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
