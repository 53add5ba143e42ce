package dev.keymaster.catalogue;

/**
 * A set of ASCII characters, written like {@code A-Za-z0-9_-}.
 *
 * @param low members among 0 to 63, one bit each
 * @param high members among 64 to 127
 */
record Alphabet(long low, long high) {
  /** Parses ranges and single characters; a {@code -} at either end stands for itself. */
  static Alphabet parse(String text) {
    long low = 0;
    long high = 0;
    for (int i = 0; i < text.length(); i++) {
      char first = text.charAt(i);
      char last = first;
      if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
        last = text.charAt(i + 2);
        i += 2;
      }
      for (int c = first; c <= last; c++) {
        if (c < 64) {
          low |= 1L << c;
        } else {
          high |= 1L << c;
        }
      }
    }
    return new Alphabet(low, high);
  }

  /** Returns where the members that begin at {@code start} end, at most {@code limit}. */
  int end(byte[] text, int start, int limit) {
    int at = start;
    while (at < limit && has(text[at])) {
      at++;
    }
    return at;
  }

  private boolean has(byte b) {
    return b >= 0 && (((b < 64 ? low : high) >>> b) & 1) != 0;
  }

  /** Tells whether every byte from {@code start} on is a member. */
  boolean coversFrom(int start, byte[] value) {
    return start <= value.length && end(value, start, value.length) == value.length;
  }
}
