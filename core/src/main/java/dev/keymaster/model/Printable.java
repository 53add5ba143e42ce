package dev.keymaster.model;

/**
 * Makes text from outside safe to show on a terminal: no control, bidi or zero-width characters.
 */
public final class Printable {
  private static final int LIMIT = 60;

  private Printable() {}

  /**
   * Returns {@code text} in quotes, cut to 60 characters, anything unprintable as {@code \\uXXXX}.
   */
  public static String quote(String text) {
    String cut = text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "…";
    return "'" + clean(cut) + "'";
  }

  /** Returns {@code text} with every control, format and lone surrogate character escaped. */
  public static String clean(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(out, point));
    return out.toString();
  }

  private static void append(StringBuilder out, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          out.append("\\u").append(String.format("%04x", point));
      default -> out.appendCodePoint(point);
    }
  }
}
