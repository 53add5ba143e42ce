package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Tagged;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads canonical fields (docs/format.md §2) in the order of their tags and refuses everything that
 * {@link Fields} would not have written: missing, doubled, disordered or unknown fields, wrong
 * widths, bytes left over. Unknown tags from {@code 0x8000} on are skipped. Not thread-safe.
 */
public final class FieldReader {
  private static final int FIRST_OPTIONAL_TAG = 0x8000;

  private final String what;
  private final ByteBuffer in;

  /**
   * Starts reading.
   *
   * @param what is being read, for messages
   */
  public FieldReader(String what, byte[] encoded) {
    this.what = what;
    this.in = ByteBuffer.wrap(encoded);
  }

  /** Returns the bytes of the field that must come next. */
  public byte[] bytes(int tag) {
    byte[] value = optional(tag);
    if (value == null) {
      throw damaged("field " + tag + " is missing");
    }
    return value;
  }

  /** Returns the bytes of the field that must come next and must have that length. */
  public byte[] bytes(int tag, int length) {
    byte[] value = bytes(tag);
    if (value.length != length) {
      throw damaged("field " + tag + " has a wrong length");
    }
    return value;
  }

  /** Returns the bytes of the field if it comes next, else null. */
  public byte @Nullable [] optional(int tag) {
    if (!in.hasRemaining() || peekTag() != tag) {
      return null;
    }
    in.getShort();
    int length = in.getInt(); // there: a tag is only seen together with its length
    if (length < 0 || length > in.remaining()) {
      throw damaged("field " + tag + " is cut off");
    }
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  /** Returns all fields of that tag that come next. */
  public List<byte[]> repeated(int tag) {
    List<byte[]> values = new ArrayList<>();
    for (byte[] value = optional(tag); value != null; value = optional(tag)) {
      values.add(value);
    }
    return values;
  }

  /** Returns all texts of that tag that come next. */
  public List<String> texts(int tag) {
    return repeated(tag).stream().map(value -> decode(tag, value)).toList();
  }

  /** Returns an unsigned 8-bit integer. */
  public int u8(int tag) {
    return bytes(tag, 1)[0] & 0xff;
  }

  /** Returns the constant whose number is stored; an unknown number is refused. */
  public <T extends Tagged> T tagged(int tag, T[] constants) {
    T constant = Tagged.of(constants, u8(tag));
    if (constant == null) {
      throw damaged("field " + tag + " has an unknown value");
    }
    return constant;
  }

  /** Returns an unsigned 32-bit integer that must fit a signed one. */
  public int number(int tag) {
    int value = (int) u32(tag);
    if (value < 0) {
      throw damaged("field " + tag + " is out of range");
    }
    return value;
  }

  /** Returns an unsigned 32-bit integer. */
  public long u32(int tag) {
    return ByteBuffer.wrap(bytes(tag, 4)).getInt() & 0xffff_ffffL;
  }

  /** Returns a 64-bit integer. */
  public long u64(int tag) {
    return ByteBuffer.wrap(bytes(tag, 8)).getLong();
  }

  /** Returns text; malformed UTF-8 is refused. */
  public String text(int tag) {
    return decode(tag, bytes(tag));
  }

  /** Returns text if the field comes next, else null. */
  public @Nullable String optionalText(int tag) {
    byte[] value = optional(tag);
    return value == null ? null : decode(tag, value);
  }

  /** Returns a time. */
  public Instant time(int tag) {
    return Instant.ofEpochMilli(u64(tag));
  }

  /** Returns a time if the field comes next, else null. */
  public @Nullable Instant optionalTime(int tag) {
    return in.hasRemaining() && peekTag() == tag ? time(tag) : null;
  }

  /** Returns a reader for the fields within the field that must come next. */
  public FieldReader nested(int tag) {
    return new FieldReader(what, bytes(tag));
  }

  /** Checks that nothing is left but fields that may be ignored. */
  public void end() {
    int last = FIRST_OPTIONAL_TAG - 1;
    while (in.hasRemaining()) {
      int tag = peekTag();
      if (tag < last || tag < FIRST_OPTIONAL_TAG) {
        throw damaged("unknown or misplaced field " + tag);
      }
      last = tag;
      bytes(tag);
    }
  }

  /** Returns the position of the next field in the encoded bytes. */
  public int position() {
    return in.position();
  }

  /** Makes the failure for content that is not as it must be. */
  public KeymasterException damaged(String why) {
    return KeymasterException.corrupt(what + ": " + why);
  }

  private int peekTag() {
    if (in.remaining() < Fields.HEADER) {
      throw damaged("a field is cut off");
    }
    return in.getShort(in.position()) & 0xffff;
  }

  private String decode(int tag, byte[] value) {
    if (isAscii(value)) {
      // nearly all are: a decoder for each would cost a long list more than its decryption
      return new String(value, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw damaged("field " + tag + " is not UTF-8");
    }
  }

  private static boolean isAscii(byte[] value) {
    int seen = 0;
    for (byte b : value) {
      seen |= b;
    }
    return seen >= 0;
  }
}
