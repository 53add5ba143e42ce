package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.project.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Points in time as a person writes them. */
final class When {
  private When() {}

  /**
   * Reads a duration from now, a date (its end, UTC), an ISO-8601 time or {@code never}, which is
   * {@link Instant#MAX}. Must lie ahead.
   */
  static Instant parse(String text, Instant now) {
    if (text.equals("never")) {
      return Instant.MAX;
    }
    Instant when = Durations.looksLikeOne(text) ? now.plus(Durations.parse(text)) : time(text);
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
    Instant when =
        Durations.looksLikeOne(text) ? now.minus(Durations.parse(text)) : beginning(text);
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
}
