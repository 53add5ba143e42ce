package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Builds the marshalled form of D-Bus values, little-endian (D-Bus specification, "Marshaling").
 * Not thread-safe; zeroes what it held when closed.
 */
public final class BusWriter implements AutoCloseable {
  private byte[] bytes = new byte[256];
  private int length;

  /** Nothing written yet. */
  public BusWriter() {}

  /** Pads to a multiple of {@code boundary}. */
  public BusWriter align(int boundary) {
    int aligned = -Math.floorDiv(-length, boundary) * boundary;
    room(aligned - length);
    length = aligned;
    return this;
  }

  /** Writes a byte. */
  public BusWriter u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Writes a number of four bytes. */
  public BusWriter u32(int value) {
    align(4);
    room(4);
    length += 4;
    patch(length - 4, value);
    return this;
  }

  /** Writes a boolean. */
  public BusWriter bool(boolean value) {
    return u32(value ? 1 : 0);
  }

  /** Writes a string or an object path. */
  public BusWriter string(String value) {
    byte[] text = value.getBytes(UTF_8);
    return u32(text.length).raw(text).u8(0);
  }

  /** Writes a signature. */
  public BusWriter signature(String value) {
    byte[] text = value.getBytes(UTF_8);
    return u8(text.length).raw(text).u8(0);
  }

  /** Writes an array of bytes. */
  public BusWriter bytes(byte[] value) {
    return u32(value.length).raw(value);
  }

  /** Writes a variant that holds a string. */
  public BusWriter variant(String value) {
    return signature("s").string(value);
  }

  /** Writes an array whose elements start at multiples of {@code boundary}. */
  public BusWriter array(int boundary, Consumer<BusWriter> elements) {
    u32(0);
    int at = length - 4;
    align(boundary);
    int start = length;
    elements.accept(this);
    patch(at, length - start);
    return this;
  }

  /** Writes bytes as they are. */
  public BusWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** Returns a copy, which the caller zeroes if it holds a secret. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void patch(int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      byte[] old = bytes;
      bytes = Arrays.copyOf(old, Math.max(length + more, 2 * old.length));
      Arrays.fill(old, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
