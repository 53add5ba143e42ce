package dev.keymaster.run;

/**
 * Writes a mask over a value, in its width: {@code sk-proj-…3xYz} becomes {@code
 * sk-proj-********3xYz}, line ends stay. What is too wide for the value is left out.
 *
 * <p>The native front uses this class too: arrays and loops, nothing else.
 */
final class Mask {
  private static final int CONTINUED = 0x80;
  private static final int CONTINUATION = 0xc0;

  /** First byte of {@code …}, which has three. */
  private static final byte ELLIPSIS = (byte) 0xe2;

  private static final int ELLIPSIS_LENGTH = 3;

  private int length;

  /** Writes over {@code text} from {@code start} to {@code end}; never more than was there. */
  void lay(byte[] mask, byte[] text, int start, int end) {
    int width = width(text, start, end);
    int head = head(mask);
    int tail = Math.max(0, mask.length - head - ELLIPSIS_LENGTH);
    boolean fits = head + tail < width;
    int column = 0;
    int to = start;
    for (int at = start; at < end; at++) {
      byte b = text[at];
      if (b == '\n' || b == '\r') {
        text[to++] = b;
      } else if ((b & CONTINUATION) != CONTINUED) {
        text[to++] = !fits ? (byte) '*' : shown(mask, column, head, width - tail, width);
        column++;
      }
    }
    length = to - start;
  }

  private static byte shown(byte[] mask, int column, int head, int tail, int width) {
    if (column < head) {
      return mask[column];
    }
    return column < tail ? (byte) '*' : mask[mask.length - (width - column)];
  }

  /** How many bytes the last one took. */
  int length() {
    return length;
  }

  private static int width(byte[] text, int start, int end) {
    int width = 0;
    for (int at = start; at < end; at++) {
      boolean lineEnd = text[at] == '\n' || text[at] == '\r';
      width += lineEnd || (text[at] & CONTINUATION) == CONTINUED ? 0 : 1;
    }
    return width;
  }

  private static int head(byte[] mask) {
    int head = 0;
    while (head < mask.length && mask[head] != ELLIPSIS) {
      head++;
    }
    return head;
  }
}
