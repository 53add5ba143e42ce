package dev.keymaster.scan;

import java.util.Comparator;

/**
 * A key where it should not be.
 *
 * @param place path of the file, with slashes, as it was scanned; or another name of the place
 * @param line from 1; 0 in a file that has no lines
 * @param column in bytes, from 1; in a file that has no lines the offset
 * @param character the column in characters of UTF-8, from 1; 0 in a file that has no lines
 * @param length in bytes; 0 if the key does not stand there by itself: in Base64, over many lines
 * @param leak what it is
 * @param masked what may be shown of it
 * @param id names this finding as long as place, rule and value stay the same: 16 hex characters
 * @param object the object of git that has it; empty outside of its history
 * @param hidden what leaves it out on purpose
 */
public record Finding(
    String place,
    int line,
    long column,
    int character,
    int length,
    Leak leak,
    String masked,
    String id,
    String object,
    Hidden hidden) {
  /** What leaves a finding out on purpose. */
  public enum Hidden {
    /** Nothing: it counts. */
    NOT,
    /** A word in its line. */
    IN_SOURCE,
    /** A file with rules for all others. */
    EXTERNAL
  }

  /** By place. */
  public static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::place)
          .thenComparingInt(Finding::line)
          .thenComparingLong(Finding::column)
          .thenComparing(Finding::object);

  /** Returns the same finding at a place that is known by now. */
  Finding at(String known, String commit) {
    return new Finding(known, line, column, character, length, leak, masked, id, commit, hidden);
  }

  /** Returns the same finding, left out by that. */
  Finding hidden(Hidden by) {
    return new Finding(place, line, column, character, length, leak, masked, id, object, by);
  }
}
