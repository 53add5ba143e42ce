package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time and durations as a person writes them. */
final class When {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private When() {}

  /**
   * Reads a duration from now, a date (its end, UTC), an ISO-8601 time or {@code never}, which is
   * {@link Instant#MAX}. Must lie ahead.
   */
  static Instant parse(String text, Instant now) {
    if (text.equals("never")) {
      return Instant.MAX;
    }
    Instant when = SHAPE.matcher(text).matches() ? now.plus(duration(text)) : time(text);
    if (!when.isAfter(now)) {
      throw KeymasterException.usage(Printable.quote(text) + " is in the past", "");
    }
    return when;
  }

  private static Instant time(String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw KeymasterException.usage(
          "not a time: " + Printable.quote(text), "write 90d, 12h, 2027-01-31 or never");
    }
  }

  /**
   * Reads how long ago ({@code 90d}), a date (its beginning, UTC) or an ISO-8601 time. Must have
   * passed.
   */
  static Instant past(String text, Instant now) {
    Instant when = SHAPE.matcher(text).matches() ? now.minus(duration(text)) : beginning(text);
    if (when.isAfter(now)) {
      throw KeymasterException.usage(Printable.quote(text) + " has not come yet", "");
    }
    return when;
  }

  private static Instant beginning(String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw KeymasterException.usage(
          "not a time: " + Printable.quote(text), "write 90d, 12h or 2027-01-31");
    }
  }

  /** Reads {@code 90s 15m 8h 30d}: one second to a hundred years. */
  static Duration duration(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw KeymasterException.usage(
          "not a duration: " + Printable.quote(text), "write 90s, 15m, 8h or 30d");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw KeymasterException.usage(
          "out of range: " + Printable.quote(text), "between 1s and 36500d");
    }
    return duration;
  }
}
