package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 90s}, {@code 15m}, {@code 8h}, {@code 30d}. */
public final class Durations {
  /** The longest that is taken for meant. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})([smhd])");

  private Durations() {}

  /** Tells whether a text has the form of a time; it may be none or too long all the same. */
  public static boolean looksLikeOne(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** Reads a time from one second to a hundred years; anything else is a usage failure. */
  public static Duration parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw refused(text, "is not a duration");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.isZero()) {
      throw refused(text, "is no time at all");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw refused(text, "is longer than a hundred years");
    }
    return duration;
  }

  /** Writes whole seconds in the largest unit that fits. */
  public static String print(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static KeymasterException refused(String text, String why) {
    return KeymasterException.usage(
        Printable.quote(text) + " " + why, "write a number and s, m, h or d, such as 90s or 30d");
  }
}
