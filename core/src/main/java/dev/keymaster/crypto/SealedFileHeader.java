package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a sealed file (docs/format.md §11.1). What it alleges is believed once {@link
 * #unlock} found its MAC to hold; until then it is only good for computing that.
 */
final class SealedFileHeader {
  static final byte[] MAGIC = "KMSEALED".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;
  static final int LONGEST = 64 * 1024;
  static final int MAC_LENGTH = 32;
  private static final byte[] NOTHING = new byte[0];
  private static final int PREFIX = MAGIC.length + 2 + 4;

  /** A passphrase that waits for KDF and salt, or a key, for which there is no KDF. */
  @FunctionalInterface
  interface Stretch {
    byte[] with(@Nullable PasswordKdf kdf, byte[] salt);

    /** A passphrase; USAGE for a file that has a key instead. */
    static Stretch passphrase(Secret passphrase) {
      return (kdf, salt) -> {
        if (kdf == null) {
          throw KeymasterException.usage(
              "this file opens with its vault alone", "keymaster vault backup --list");
        }
        return kdf.stretch(passphrase, salt);
      };
    }

    /** A key of 32 bytes; CORRUPT for a file that has a passphrase instead. */
    @RevealsSecret("the key of the file is derived from it")
    static Stretch key(Secret key) {
      return (kdf, salt) -> {
        if (kdf != null) {
          throw KeymasterException.corrupt("sealed file: not sealed under a key");
        }
        return key.reveal();
      };
    }
  }

  final String content;
  final byte[] fileId;
  final Instant created;
  private final @Nullable PasswordKdf kdf;
  private final byte[] salt;
  private final byte[] encoded;

  private SealedFileHeader(
      @Nullable PasswordKdf kdf, byte[] salt, byte[] fileId, Instant created, String content) {
    this.kdf = kdf;
    this.salt = salt;
    this.fileId = fileId;
    this.created = created;
    this.content = content;
    this.encoded = encode();
  }

  /**
   * A new header.
   *
   * @param kdf null for a file under a key
   */
  static SealedFileHeader fresh(
      String content, @Nullable PasswordKdf kdf, Instant created, Randomness randomness) {
    byte[] salt = randomness.bytes(PasswordKdf.SALT_LENGTH);
    return new SealedFileHeader(kdf, salt, randomness.bytes(16), created, content);
  }

  /** Reads up to and with the header, whose MAC follows. */
  static SealedFileHeader read(InputStream in) throws IOException {
    ByteBuffer prefix = ByteBuffer.wrap(exactly(in, PREFIX));
    byte[] magic = new byte[MAGIC.length];
    prefix.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw KeymasterException.usage("not a file that Keymaster sealed", "");
    }
    checkVersion(Short.toUnsignedInt(prefix.getShort()));
    long length = Integer.toUnsignedLong(prefix.getInt());
    if (length > LONGEST) {
      throw KeymasterException.corrupt("sealed file: header of " + length + " bytes");
    }
    byte[] fields = exactly(in, (int) length);
    SealedFileHeader header = parse(new FieldReader("sealed file", fields));
    if (!Arrays.equals(fields, header.fields())) {
      throw KeymasterException.corrupt("sealed file: unknown fields");
    }
    return header;
  }

  private static void checkVersion(int version) {
    if (version > VERSION) {
      throw new KeymasterException(
          Code.FAILURE,
          "sealed file has version " + version + ", made by a newer keymaster",
          "update keymaster");
    }
    if (version < VERSION) {
      throw KeymasterException.corrupt("sealed file has version " + version);
    }
  }

  private static SealedFileHeader parse(FieldReader in) {
    int id = in.u8(1);
    byte[] parameters = in.bytes(2);
    PasswordKdf kdf = id == 0 && parameters.length == 0 ? null : PasswordKdf.stored(id, parameters);
    byte[] salt = in.bytes(3, PasswordKdf.SALT_LENGTH);
    byte[] fileId = in.bytes(4, 16);
    SealedFileHeader header = new SealedFileHeader(kdf, salt, fileId, in.time(5), in.text(6));
    in.end();
    return header;
  }

  /** Derives the file's key; takes as long as the stretching. */
  SealingKey key(Stretch stretch) {
    byte[] stretched = stretch.with(kdf, salt);
    byte[] context =
        new Fields()
            .bytes(1, fileId)
            .u8(2, kdf == null ? 0 : kdf.id())
            .bytes(3, kdf == null ? NOTHING : kdf.parameters())
            .text(4, content)
            .encoded();
    try {
      return SealingKey.fromSlotSecret(stretched, salt, "file", context);
    } finally {
      Arrays.fill(stretched, (byte) 0);
    }
  }

  /** Returns the file's key if passphrase and MAC agree: from here on the header is believed. */
  SealingKey unlock(Stretch stretch, byte[] mac) {
    SealingKey key = key(stretch);
    if (!MessageDigest.isEqual(mac, mac(key))) {
      key.close();
      throw new KeymasterException(
          Code.LOCKED, "wrong passphrase for this file, or its header was changed", "");
    }
    return key;
  }

  byte[] mac(SealingKey key) {
    try (SealingKey headerKey = key.derive("file-header", new byte[0])) {
      return headerKey.mac(encoded);
    }
  }

  /** Returns magic, version, length and fields. */
  byte[] encoded() {
    return encoded.clone();
  }

  /** Returns the context of a block: which file, which block, and whether it ends the file. */
  byte[] blockContext(long index, boolean last) {
    return new Fields().bytes(1, fileId).u64(2, index).u8(3, last ? 1 : 0).encoded();
  }

  private byte[] encode() {
    byte[] fields = fields();
    return ByteBuffer.allocate(PREFIX + fields.length)
        .put(MAGIC)
        .putShort((short) VERSION)
        .putInt(fields.length)
        .put(fields)
        .array();
  }

  private byte[] fields() {
    return new Fields()
        .u8(1, kdf == null ? 0 : kdf.id())
        .bytes(2, kdf == null ? NOTHING : kdf.parameters())
        .bytes(3, salt)
        .bytes(4, fileId)
        .time(5, created)
        .text(6, content)
        .encoded();
  }

  /** Reads that many bytes; {@code count} was checked to be small. */
  static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw KeymasterException.corrupt("sealed file is cut off");
    }
    return bytes;
  }
}
