package dev.keymaster.ide;

import java.util.List;

/** Lines of ours between two marks in a file of others, whose lines stay as they are. */
final class Marked {
  private static final String OPENING = "# >>> keymaster";
  private static final String CLOSING = "# <<< keymaster";

  private Marked() {}

  /** Puts the lines at the end, or in the place of what stood between the marks. */
  static String with(String text, List<String> lines) {
    String block = OPENING + "\n" + String.join("\n", lines) + "\n" + CLOSING + "\n";
    if (text.contains(block)) {
      return text;
    }
    String rest = without(text);
    return rest + (rest.isEmpty() || rest.endsWith("\n") ? "" : "\n") + block;
  }

  static String without(String text) {
    int start = text.indexOf(OPENING);
    int end = text.indexOf(CLOSING + "\n", Math.max(start, 0));
    return start < 0 || end < 0
        ? text
        : text.substring(0, start) + text.substring(end + CLOSING.length() + 1);
  }
}
