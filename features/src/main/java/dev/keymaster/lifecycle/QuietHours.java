package dev.keymaster.lifecycle;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/**
 * A time of each day when nothing is rotated unasked; it may span midnight.
 *
 * @param from when it begins
 * @param to when it ends; the same as its beginning for no time at all
 */
public record QuietHours(LocalTime from, LocalTime to) {
  /** No time at all. */
  public static final QuietHours NONE = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

  /** Reads {@code 08:00-18:30}; USAGE for anything else. */
  public static QuietHours parse(String text) {
    String[] parts = text.split("-", -1);
    try {
      if (parts.length == 2 && parts[0].length() == 5 && parts[1].length() == 5) {
        return new QuietHours(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
      }
    } catch (DateTimeException e) {
      // refused below
    }
    throw KeymasterException.usage(
        "not a time of the day: " + Printable.quote(text), "write 08:00-18:30");
  }

  /** Returns when a moment of quiet ends; the moment itself if it is none. */
  ZonedDateTime end(ZonedDateTime now) {
    LocalTime time = now.toLocalTime();
    boolean overnight = from.isAfter(to);
    boolean begun = !time.isBefore(from);
    boolean over = !time.isBefore(to);
    boolean quiet = overnight ? begun || !over : begun && !over;
    if (!quiet) {
      return now;
    }
    ZonedDateTime end = now.with(to);
    return end.isAfter(now) ? end : end.plusDays(1);
  }
}
