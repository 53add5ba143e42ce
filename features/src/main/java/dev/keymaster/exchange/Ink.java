package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes in the making that hold values: what it outgrows is wiped. Not thread-safe. */
final class Ink {
  private byte[] bytes = new byte[1 << 12];
  private int length;

  Ink text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  Ink bytes(byte[] more) {
    if (length + more.length > bytes.length) {
      byte[] former = bytes;
      bytes = Arrays.copyOf(former, 2 * (length + more.length));
      Arrays.fill(former, (byte) 0);
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /** Returns what was written, which the caller zeroes, and wipes what it was written in. */
  byte[] taken() {
    byte[] taken = Arrays.copyOf(bytes, length);
    Arrays.fill(bytes, (byte) 0);
    length = 0;
    return taken;
  }
}
