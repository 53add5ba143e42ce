package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Latin1;
import java.util.Arrays;

/**
 * A sequence of named byte strings, each {@code u32 length ‖ name ‖ u32 length ‖ value},
 * big-endian: how the socket carries what may be secret or no text. Names are Latin-1 and may
 * repeat.
 */
public final class NamedBytes {
  private static final int WIDTH = 4;

  private NamedBytes() {}

  /** Collects pairs. Every array that held some of them is wiped once it is not needed. */
  public static final class Writer {
    private byte[] buffer = new byte[512];
    private int length;

    /** Starts with none. */
    public Writer() {}

    /** Appends a pair; {@code value} stays the caller's. */
    public Writer add(String name, byte[] value) {
      return add(name, value, value.length);
    }

    /** Appends a pair whose value is the first {@code count} bytes of {@code value}. */
    public Writer add(String name, byte[] value, int count) {
      byte[] letters = Latin1.bytes(name);
      put(letters, letters.length);
      put(value, count);
      return this;
    }

    /** Returns what was collected and forgets it; the caller wipes it. */
    public byte[] bytes() {
      byte[] all = Arrays.copyOf(buffer, length);
      Arrays.fill(buffer, (byte) 0);
      length = 0;
      return all;
    }

    private void put(byte[] bytes, int count) {
      grow(length + WIDTH + count);
      for (int shift = 24; shift >= 0; shift -= 8) {
        buffer[length++] = (byte) (count >>> shift);
      }
      System.arraycopy(bytes, 0, buffer, length, count);
      length += count;
    }

    private void grow(int needed) {
      if (needed > buffer.length) {
        byte[] former = buffer;
        buffer = Arrays.copyOf(former, Math.max(needed, 2 * former.length));
        Arrays.fill(former, (byte) 0);
      }
    }
  }

  /**
   * Goes through pairs without copying a value that is not asked for. Whatever is cut off is
   * refused with USAGE.
   */
  public static final class Reader {
    private final byte[] bytes;
    private int at;
    private String name = "";
    private int start;

    /** Reads {@code bytes}, which stay the caller's. */
    public Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Goes to the next pair; false at the end. */
    public boolean next() {
      if (at == bytes.length) {
        return false;
      }
      int length = take();
      name = Latin1.text(bytes, at - length, length);
      int width = take();
      start = at - width;
      return true;
    }

    private int take() {
      int length = 0;
      for (int i = 0; i < WIDTH; i++) {
        length = length << 8 | (at + i < bytes.length ? bytes[at + i] & 0xff : 0xff);
      }
      at += WIDTH;
      if (length < 0 || length > bytes.length - at) {
        throw KeymasterException.usage("a message of named bytes is cut off", "");
      }
      at += length;
      return length;
    }

    /** Name of this pair. */
    public String name() {
      return name;
    }

    /** Where the value of this pair starts. */
    public int start() {
      return start;
    }

    /** Where the value of this pair ends. */
    public int end() {
      return at;
    }

    /** A copy of the value of this pair. */
    public byte[] value() {
      return Arrays.copyOfRange(bytes, start, at);
    }
  }
}
