package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads marshalled D-Bus values that nobody vouches for: every length is checked against what is
 * there before anything is allocated. Not thread-safe; zeroes what it held when closed.
 */
public final class BusReader implements AutoCloseable {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_/]{0,255}");

  private final byte[] bytes;
  private final ByteBuffer buffer;

  BusReader(byte[] bytes, ByteOrder order) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(order);
  }

  int position() {
    return buffer.position();
  }

  /** Skips the padding before a value that starts at a multiple of {@code boundary}. */
  public void align(int boundary) throws IOException {
    int aligned = -Math.floorDiv(-buffer.position(), boundary) * boundary;
    need(aligned - buffer.position());
    buffer.position(aligned);
  }

  /** Reads a byte. */
  public int u8() throws IOException {
    need(1);
    return buffer.get() & 0xFF;
  }

  /** Reads a number of four bytes. */
  public int u32() throws IOException {
    align(4);
    need(4);
    return buffer.getInt();
  }

  /** Reads a boolean. */
  public boolean bool() throws IOException {
    return u32() != 0;
  }

  /** Reads a string. */
  public String string() throws IOException {
    return text(u32());
  }

  /** Reads an object path: nothing but slashes, letters, digits and underscores. */
  public String path() throws IOException {
    String path = string();
    if (!PATH.matcher(path).matches()) {
      throw malformed();
    }
    return path;
  }

  /** Reads a signature. */
  public String signature() throws IOException {
    return text(u8());
  }

  /** Reads an array of bytes, which the caller zeroes if they are secret. */
  public byte[] bytes() throws IOException {
    byte[] value = new byte[need(u32())];
    buffer.get(value);
    return value;
  }

  /** Reads an array of object paths. */
  public List<String> paths() throws IOException {
    int end = need(u32()) + buffer.position();
    List<String> values = new ArrayList<>();
    while (buffer.position() < end) {
      values.add(path());
    }
    return values;
  }

  /** Reads an array of strings. */
  public List<String> strings() throws IOException {
    int end = need(u32()) + buffer.position();
    List<String> values = new ArrayList<>();
    while (buffer.position() < end) {
      values.add(string());
    }
    return values;
  }

  /** Reads a variant that must hold a boolean. */
  public boolean boolVariant() throws IOException {
    if (!signature().equals("b")) {
      throw malformed();
    }
    return bool();
  }

  /** Returns an exception for an answer that is no D-Bus message. */
  public static IOException malformed() {
    return new IOException("malformed answer");
  }

  private String text(int length) throws IOException {
    int end = need(length) + buffer.position();
    ByteBuffer slice = buffer.slice(buffer.position(), length);
    buffer.position(end);
    if (u8() != 0) {
      throw malformed();
    }
    try {
      return UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private int need(int count) throws IOException {
    if (count < 0 || count > buffer.remaining()) {
      throw malformed();
    }
    return count;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
