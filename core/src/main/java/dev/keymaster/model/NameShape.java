package dev.keymaster.model;

/**
 * What names may look like. Written as loops: a list of 10,000 keys checks 30,000 names before
 * anything is compiled.
 */
final class NameShape {
  private NameShape() {}

  /** Returns whether it has 1 to {@code most} of {@code a-z 0-9 . _ -}, a letter or digit first. */
  static boolean isWord(String value, int most) {
    boolean good = !value.isEmpty() && value.length() <= most && isWordStart(value.charAt(0));
    for (int i = 1; good && i < value.length(); i++) {
      char c = value.charAt(i);
      good = isWordStart(c) || isMark(c);
    }
    return good;
  }

  /**
   * Returns whether it has 1 to {@code most} of {@code A-Z a-z 0-9 . _ - /}, starts with a letter
   * or digit, and has no segment that is empty, {@code .} or {@code ..}.
   */
  static boolean isPath(String value, int most) {
    if (value.isEmpty() || value.length() > most) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      char c = i < value.length() ? value.charAt(i) : '/';
      if (c == '/') {
        if (isNoSegment(value, start, i)) {
          return false;
        }
        start = i + 1;
      } else if (!isWordStart(c) && !(c >= 'A' && c <= 'Z') && (i == 0 || !isMark(c))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNoSegment(String value, int start, int end) {
    int length = end - start;
    boolean dots = length <= 2 && (length == 0 || value.charAt(start) == '.');
    return dots && (length < 2 || value.charAt(start + 1) == '.');
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isMark(char c) {
    return c == '.' || c == '_' || c == '-';
  }
}
