package dev.keymaster.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the value of a key is to be replaced, and when it ends.
 *
 * @param ref which key
 * @param service the service it belongs to
 * @param since when its current value was stored
 * @param every after how long the policy wants it replaced; null for never
 * @param withheld whether it is not handed out any more once that time is over
 * @param expires when it ceases to be valid; null if never
 */
public record Deadline(
    KeyRef ref,
    ServiceName service,
    Instant since,
    @Nullable Duration every,
    boolean withheld,
    @Nullable Instant expires) {
  /** How urgent something is, the worst first. */
  public enum Urgency {
    /** It is not valid any more. */
    EXPIRED,
    /** It should have been replaced. */
    OVERDUE,
    /** It ends within the time that was asked for. */
    EXPIRING,
    /** It is to be replaced within that time. */
    DUE,
    /** Nothing is to be done. */
    FRESH
  }

  /** Returns when it is to be replaced; null if never. */
  public @Nullable Instant due() {
    return every == null ? null : since.plus(every);
  }

  /**
   * Tells how urgent it is.
   *
   * @param within how far ahead is looked
   */
  public Urgency urgency(Instant now, Duration within) {
    if (reached(expires, now)) {
      return Urgency.EXPIRED;
    }
    if (reached(due(), now)) {
      return Urgency.OVERDUE;
    }
    Instant horizon = now.plus(within);
    if (reached(expires, horizon)) {
      return Urgency.EXPIRING;
    }
    return reached(due(), horizon) ? Urgency.DUE : Urgency.FRESH;
  }

  /** Tells whether it is not handed out any more, since that time is over. */
  public boolean isWithheld(Instant now) {
    return withheld && reached(due(), now);
  }

  private static boolean reached(@Nullable Instant time, Instant at) {
    return time != null && !time.isAfter(at);
  }
}
