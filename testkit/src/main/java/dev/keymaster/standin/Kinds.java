package dev.keymaster.standin;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which types a value may have.
 *
 * @param names of the types, as in a table
 * @param words the only texts that may stand there; empty for any
 * @param format what a text has to be: {@code date-time}, {@code uuid}, or empty for any
 * @param each the types of a parameter's values if it may be there more than once
 */
record Kinds(Set<String> names, Set<String> words, String format, List<Kinds> each) {
  private static final Pattern PART =
      Pattern.compile("([a-z*]+)(?:\\(([^)]*)\\)|:([a-z-]+)|<(.*)>)?(?:\\||$)");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  static Kinds of(String text) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> words = Set.of();
    String format = "";
    List<Kinds> each = List.of();
    Matcher part = PART.matcher(text);
    while (part.lookingAt()) {
      names.add(part.group(1));
      words = part.group(2) == null ? words : Set.of(part.group(2).split(",", -1));
      format = part.group(3) == null ? format : part.group(3);
      each = part.group(4) == null ? each : List.of(of(part.group(4)));
      part.region(part.end(), text.length());
      if (part.regionStart() == text.length()) {
        break;
      }
    }
    return new Kinds(Set.copyOf(names), words, format, each);
  }

  boolean any() {
    return names.contains("any");
  }

  boolean open() {
    return names.contains("object*");
  }

  /** Returns what is wrong with a value; empty if nothing is. */
  String problem(Object value) {
    if (any()) {
      return "";
    }
    String kind = Shape.kind(value);
    boolean fits =
        names.contains(kind)
            || (kind.equals("object") && open())
            || (kind.equals("integer") && names.contains("number"));
    if (!fits) {
      return "is " + kind + ", not " + String.join(" or ", names);
    }
    return value instanceof String text ? problemOfText(text) : "";
  }

  private String problemOfText(String text) {
    if (!words.isEmpty() && !words.contains(text)) {
      return "is none of " + String.join(", ", words);
    }
    return switch (format) {
      case "date-time" -> isTime(text) ? "" : "is not a time";
      case "uuid" -> UUID.matcher(text).matches() ? "" : "is not a UUID";
      default -> "";
    };
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** Returns what is wrong with the values of a parameter; empty if nothing is. */
  String problemOfParameter(List<String> values) {
    if (!each.isEmpty()) {
      return values.stream().map(each.getFirst()::problemOfValue).reduce("", Kinds::first);
    }
    return values.size() > 1 ? "is there more than once" : problemOfValue(values.getFirst());
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  private String problemOfValue(String value) {
    if (names.contains("string")) {
      return problemOfText(value);
    }
    boolean fits =
        any()
            || (names.contains("integer") && value.matches("-?[0-9]{1,18}"))
            || (names.contains("number") && value.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?"))
            || (names.contains("boolean") && value.matches("true|false"));
    return fits ? "" : "is not " + String.join(" or ", names);
  }
}
