package dev.keymaster.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Spans of time as a person says them. */
final class Ages {
  private Ages() {}

  /** {@code 5 minutes ago}; {@code just now} for less than a minute and for the future. */
  static String ago(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    return age.toSeconds() < 60 ? "just now" : length(age) + " ago";
  }

  /** The largest unit that fits: {@code 3 days}. */
  static String length(Duration span) {
    if (span.toMinutes() < 60) {
      return count(span.toMinutes(), "minute");
    }
    if (span.toHours() < 48) {
      return count(span.toHours(), "hour");
    }
    return count(span.toDays(), "day");
  }

  /** What is left until something ends, rounded up: ninety days less a second are 90 days. */
  static String left(Duration span) {
    if (span.toMinutes() < 60) {
      return length(span.plusSeconds(59));
    }
    return length(span.toHours() < 48 ? span.plusSeconds(3599) : span.plusSeconds(86_399));
  }

  /** The time to the second, ISO-8601 in UTC, for tables. */
  static String second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@code 1 key}, {@code 2 keys}. */
  static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
