package dev.keymaster.scan;

/** What stands against a key in texts of programs without belonging to it. */
final class Glue {
  private Glue() {}

  /**
   * Returns where a run really begins: behind the rest of an escape such as {@code \n}, {@code
   * %3D}, or a colour of the terminal.
   */
  static int after(byte[] text, int from, int to) {
    if (from == 0) {
      return from;
    }
    return Math.min(
        to,
        switch (text[from - 1]) {
          case '\\' -> from + escape(text, from, to);
          case '%' -> hex(text, from, to, 2) ? from + 2 : from;
          case '[', ';' -> from + colour(text, from, to);
          default -> from;
        });
  }

  private static int escape(byte[] text, int from, int to) {
    return switch (text[from]) {
      case 'u' -> hex(text, from + 1, to, 4) ? 5 : 1;
      case 'x' -> hex(text, from + 1, to, 2) ? 3 : 1;
      case 'n', 'r', 't', 'b', 'f', 'v', 'e', '0' -> 1;
      default -> 0;
    };
  }

  private static int colour(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at < to && text[at] == 'm' ? at + 1 - from : 0;
  }

  private static boolean hex(byte[] text, int from, int to, int count) {
    for (int i = from; i < from + count; i++) {
      if (i >= to || Character.digit(text[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns where a run begins behind dashes, dots and slashes. */
  static int withoutMarks(byte[] text, int from, int to) {
    int at = from;
    while (at < to && isMark(text[at])) {
      at++;
    }
    return at;
  }

  /** Returns where a run ends before dashes, dots and slashes. */
  static int withoutMarksBehind(byte[] text, int from, int to) {
    int at = to;
    while (at > from && isMark(text[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isMark(byte b) {
    return b == '-' || b == '_' || b == '.' || b == '/';
  }

  static boolean isAlphanumeric(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }
}
