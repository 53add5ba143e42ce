package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes canonical fields (docs/format.md §2): {@code tag u16, length u32, bytes}, tags ascending,
 * integers big-endian. Two different sets of fields never encode alike, so the bytes can be
 * authenticated as they are. Not thread-safe.
 */
public final class Fields {
  /** Bytes before the content of a field: its tag and its length. */
  public static final int HEADER = 6;

  private final Buffer out = new Buffer();
  private int lastTag = -1;

  /** Starts with no field. */
  public Fields() {}

  /** Adds bytes; a repeated field is added by calling this again with the same tag. */
  public Fields bytes(int tag, byte[] value) {
    if (tag < lastTag || tag < 0 || tag > 0xffff) {
      throw new BugException("field tags must ascend: " + tag + " after " + lastTag);
    }
    lastTag = tag;
    out.writeBytes(ByteBuffer.allocate(HEADER).putShort((short) tag).putInt(value.length).array());
    out.writeBytes(value);
    return this;
  }

  /** Adds an unsigned 8-bit integer. */
  public Fields u8(int tag, int value) {
    if (value < 0 || value > 0xff) {
      throw new BugException("not a u8: " + value);
    }
    return bytes(tag, new byte[] {(byte) value});
  }

  /** Adds an unsigned 32-bit integer. */
  public Fields u32(int tag, long value) {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new BugException("not a u32: " + value);
    }
    return bytes(tag, ByteBuffer.allocate(4).putInt((int) value).array());
  }

  /** Adds a 64-bit integer. */
  public Fields u64(int tag, long value) {
    return bytes(tag, ByteBuffer.allocate(8).putLong(value).array());
  }

  /**
   * Adds text as UTF-8.
   *
   * @throws KeymasterException USAGE for half of a surrogate pair: UTF-8 has no form for it, and
   *     the usual question mark would make different texts alike
   */
  public Fields text(int tag, String value) {
    if (hasUnpairedSurrogate(value)) {
      throw KeymasterException.usage("text is not valid Unicode", "");
    }
    return bytes(tag, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Looks for one without an encoder, which takes several times as long as the encoding. */
  private static boolean hasUnpairedSurrogate(String text) {
    int point;
    for (int i = 0; i < text.length(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return true;
      }
    }
    return false;
  }

  /** Adds a time in whole milliseconds since 1970 UTC. */
  public Fields time(int tag, Instant value) {
    return u64(tag, value.toEpochMilli());
  }

  /** Adds fields within a field. */
  public Fields nested(int tag, Fields value) {
    return bytes(tag, value.encoded());
  }

  /** Returns what was written so far. */
  public byte[] encoded() {
    return out.toByteArray();
  }

  /** Overwrites the internal buffer; for fields that held key material. */
  public void wipe() {
    out.wipe();
  }

  private static final class Buffer extends ByteArrayOutputStream {
    Buffer() {
      super(512);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
      reset();
    }
  }
}
