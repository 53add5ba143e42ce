package dev.keymaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several values in one body: for each a name and a value, both as a length of 4 bytes, big-endian,
 * and that many bytes. The names say what the values are (docs/protocol.md).
 */
public final class Pairs implements AutoCloseable {
  /**
   * A name and its value.
   *
   * @param name at most 64 KiB
   * @param value belongs to the pairs and is closed with them
   */
  public record Pair(String name, Secret value) {}

  private static final int MOST = 10_000;
  private static final int LONGEST_NAME = 1 << 16;

  private final List<Pair> pairs = new ArrayList<>();

  /** Makes an empty sequence. */
  public Pairs() {}

  /** Adds a pair; the value is copied. */
  public Pairs add(String name, Secret value) {
    pairs.add(new Pair(name, value.copy()));
    return this;
  }

  /** Adds a pair whose value is no secret. */
  public Pairs add(String name, byte[] value) {
    pairs.add(new Pair(name, Secret.copyOf(value)));
    return this;
  }

  /** Returns the pairs in their order. */
  public List<Pair> all() {
    return List.copyOf(pairs);
  }

  /** Returns the body, which the caller zeroes. */
  @RevealsSecret("an octet-stream body is how values travel")
  public byte[] encoded() {
    int length = 0;
    for (Pair pair : pairs) {
      length += 8 + pair.name().getBytes(UTF_8).length + pair.value().length();
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (Pair pair : pairs) {
      byte[] name = pair.name().getBytes(UTF_8);
      byte[] value = pair.value().reveal();
      out.putInt(name.length).put(name).putInt(value.length).put(value);
      Arrays.fill(value, (byte) 0);
    }
    return out.array();
  }

  /** Reads a body, which stays the caller's to zero; USAGE if it is not a sequence of pairs. */
  public static Pairs of(byte[] body) {
    Pairs pairs = new Pairs();
    ByteBuffer in = ByteBuffer.wrap(body);
    try {
      while (in.hasRemaining()) {
        if (pairs.pairs.size() == MOST) {
          throw KeymasterException.usage("more than " + MOST + " values at once", "");
        }
        String name = text(bytes(in, LONGEST_NAME));
        pairs.pairs.add(new Pair(name, Secret.taking(bytes(in, body.length))));
      }
      return pairs;
    } catch (RuntimeException e) {
      pairs.close();
      throw e;
    }
  }

  private static byte[] bytes(ByteBuffer in, int most) {
    int length = in.remaining() < 4 ? -1 : in.getInt();
    if (length < 0 || length > Math.min(most, in.remaining())) {
      throw KeymasterException.usage("the body is not a sequence of names and values", "");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw KeymasterException.usage("a name in the body is not UTF-8", "");
    }
  }

  @Override
  public void close() {
    pairs.forEach(pair -> pair.value().close());
  }
}
