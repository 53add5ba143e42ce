package dev.keymaster.run;

import java.util.Arrays;

/**
 * One form of a value, and what is shown instead of it.
 *
 * <p>The native front uses this class too: arrays and loops, nothing else.
 */
final class Needle {
  /** So many spaces and line ends encoders put between two of their characters, at most. */
  private static final int WIDEST_GAP = 8;

  private final byte[] bytes;
  private final boolean coded;
  private final byte[] shown;

  /** Of a coded form there may be gaps between the bytes. */
  Needle(byte[] bytes, boolean coded, byte[] shown) {
    this.bytes = bytes;
    this.coded = coded;
    this.shown = shown;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean coded() {
    return coded;
  }

  byte[] shown() {
    return shown;
  }

  /** Fewest bytes that it covers. */
  int shortest() {
    return bytes.length;
  }

  /** Most bytes that it covers. */
  int longest() {
    return coded ? bytes.length * (WIDEST_GAP + 1) : bytes.length;
  }

  /** Where it ends if it starts at {@code start}, or a constant of {@link Needles}. */
  int end(byte[] text, int start, int end) {
    int at = start;
    int gap = 0;
    for (int i = 0; i < bytes.length; at++) {
      if (at == end) {
        return Needles.PARTIAL;
      }
      if (text[at] == bytes[i]) {
        i++;
        gap = 0;
      } else if (!coded || i == 0 || !isSpace(text[at]) || ++gap > WIDEST_GAP) {
        return Needles.NONE;
      }
    }
    return at;
  }

  /** Tells whether that is a space or a line end. */
  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }
}
