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

  /** Tells whether every byte from {@code start} on is a member. */
  boolean coversFrom(int start, byte[] value) {
    for (int i = start; i < value.length; i++) {
      byte b = value[i];
      if (b < 0 || ((b < 64 ? low : high) >>> b & 1) == 0) {
        return false;
      }
    }
    return true;
  }
}
