package dev.keymaster.report;

import dev.keymaster.model.Printable;
import java.util.Locale;

/** Text on its way into a page. */
final class Html {
  private Html() {}

  /** Returns text as it may stand between tags and in quoted attributes. */
  static String text(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    String clean = Printable.clean(text);
    for (int i = 0; i < clean.length(); i++) {
      switch (clean.charAt(i)) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(clean.charAt(i));
      }
    }
    return out.toString();
  }

  /** Returns text of at most so many characters, the middle left out, as {@link #text}. */
  static String brief(String text, int most) {
    String clean = Printable.clean(text);
    int length = clean.codePointCount(0, clean.length());
    if (length <= most) {
      return text(clean);
    }
    int head = most / 2;
    int tail = most - head - 1;
    return text(
        clean.substring(0, clean.offsetByCodePoints(0, head))
            + "…"
            + clean.substring(clean.offsetByCodePoints(0, length - tail)));
  }

  /** Returns a number with its thousands apart: {@code 12,345}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
