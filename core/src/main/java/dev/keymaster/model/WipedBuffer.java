package dev.keymaster.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Collects bytes that hold values; what it outgrows is wiped. Not thread-safe. */
public final class WipedBuffer {
  private byte[] bytes;
  private int length;

  /** An empty one with room for so many bytes; it grows where that is not enough. */
  public WipedBuffer(int room) {
    this.bytes = new byte[room];
  }

  /** Adds a text. */
  public WipedBuffer text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  /** Adds bytes, which stay the caller's. */
  public WipedBuffer bytes(byte[] more) {
    return bytes(more, 0, more.length);
  }

  /** Adds some of these bytes, which stay the caller's. */
  public WipedBuffer bytes(byte[] more, int from, int count) {
    grow(count);
    System.arraycopy(more, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Adds one byte. */
  public WipedBuffer octet(int octet) {
    grow(1);
    bytes[length++] = (byte) octet;
    return this;
  }

  private void grow(int count) {
    if (length + count > bytes.length) {
      byte[] former = bytes;
      bytes = Arrays.copyOf(former, 2 * (length + count));
      Arrays.fill(former, (byte) 0);
    }
  }

  /** Returns what was collected, which the caller wipes, and wipes what it was collected in. */
  public byte[] taken() {
    byte[] taken = Arrays.copyOf(bytes, length);
    Arrays.fill(bytes, (byte) 0);
    length = 0;
    return taken;
  }
}
