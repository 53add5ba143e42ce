package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A 32-byte key that seals envelopes and derives other keys (docs/format.md §3).
 *
 * <p>An envelope binds its place: object and content namespace and the context are part of the key
 * derivation and of the associated data, and a commitment is checked before anything is decrypted,
 * so an envelope opens under exactly one key and in exactly one place (security.md SD5, SD6). Each
 * envelope has a key and nonce of its own, derived with a fresh 24-byte salt.
 *
 * <p>Thread-safe until closed.
 */
public final class SealingKey implements AutoCloseable {
  /** Length of a key, in bytes. */
  public static final int LENGTH = 32;

  /** By how much an envelope is longer than its plaintext, in bytes. */
  public static final int OVERHEAD = 24 + 32 + Aead.TAG_LENGTH;

  private static final int SALT = 24;
  private static final int COMMITMENT = 32;
  private static final String PREFIX = "keymaster/v1/";

  private final KeyMaterial key;

  SealingKey(KeyMaterial key) {
    this.key = key;
  }

  static byte[] checked(byte[] key) {
    if (key.length != LENGTH) {
      throw new BugException("a sealing key has 32 bytes, not " + key.length);
    }
    return key;
  }

  /** Copies the key to the heap and zeroes the given array. */
  public static SealingKey taking(byte[] key) {
    return taking(key, KeyHome.heap());
  }

  /**
   * Copies the key to its home and zeroes the given array. What is derived from it lies there too;
   * envelopes are sealed and opened with one-use keys on the heap.
   */
  public static SealingKey taking(byte[] key, KeyHome home) {
    SealingKey copy = new SealingKey(home.hold(checked(key)));
    Arrays.fill(key, (byte) 0);
    return copy;
  }

  /** Copies the key to the heap; the caller still owns and zeroes its array. */
  public static SealingKey copyOf(byte[] key) {
    return new SealingKey(KeyHome.heap().hold(checked(key)));
  }

  /** Makes a key of fresh random bytes on the heap. */
  public static SealingKey random(Randomness randomness) {
    return random(randomness, KeyHome.heap());
  }

  /** Makes a key of fresh random bytes in that home. */
  public static SealingKey random(Randomness randomness, KeyHome home) {
    return taking(randomness.bytes(LENGTH), home);
  }

  /** Returns where this key lies, for others that belong to it. */
  public KeyHome home() {
    return key.home();
  }

  /** Returns a copy of this key in another home. */
  public SealingKey in(KeyHome home) {
    return taking(key.encoded(), home);
  }

  /** Derives the key for {@code purpose}; different purposes or contexts give unrelated keys. */
  public SealingKey derive(String purpose, byte[] context) {
    return new SealingKey(key.derive(label("derive/" + purpose, context)));
  }

  /** As the other one, on the heap. */
  public static SealingKey fromSlotSecret(
      byte[] secret, byte[] salt, String slotKind, byte[] context) {
    return fromSlotSecret(secret, salt, slotKind, context, KeyHome.heap());
  }

  /**
   * Derives the key-encryption key from the secret of an unlock slot (docs/format.md §4.2).
   *
   * @param secret 20 to 96 bytes of key material, left unchanged
   * @param home where the key will lie
   */
  public static SealingKey fromSlotSecret(
      byte[] secret, byte[] salt, String slotKind, byte[] context, KeyHome home) {
    return new SealingKey(home.extract(secret, salt, label("kek/" + slotKind, context)));
  }

  /** Returns the 32-byte keyed hash of {@code data} (HMAC-SHA512, cut). */
  public byte[] mac(byte[] data) {
    return Arrays.copyOf(key.hmac(data), 32);
  }

  /**
   * Seals {@code plaintext} for one place.
   *
   * @param object namespace of the object, such as {@code key}
   * @param content namespace of the content within it, such as {@code value}
   * @param context canonical fields that name the place
   * @return salt 24, commitment 32, ciphertext, tag 16
   */
  public byte[] seal(
      String object, String content, byte[] context, byte[] plaintext, Randomness randomness) {
    byte[] salt = randomness.bytes(SALT);
    byte[] label = label(object + "/" + content, context);
    byte[] derived = key.hkdf(salt, label, 76);
    byte[] once = Arrays.copyOf(derived, Aead.KEY_LENGTH);
    try {
      byte[] body = Aead.encrypt(once, Arrays.copyOfRange(derived, 32, 44), label, plaintext);
      byte[] envelope = Arrays.copyOf(salt, SALT + COMMITMENT + body.length);
      System.arraycopy(derived, 44, envelope, SALT, COMMITMENT);
      System.arraycopy(body, 0, envelope, SALT + COMMITMENT, body.length);
      return envelope;
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(once, (byte) 0);
    }
  }

  /**
   * Opens an envelope that was sealed with this key for this place.
   *
   * @param what is being opened, for the message
   * @return the plaintext, which the caller zeroes
   * @throws KeymasterException CORRUPT if it was not, or was changed
   */
  public byte[] open(String what, String object, String content, byte[] context, byte[] envelope) {
    byte[] plaintext = tryOpen(object, content, context, envelope);
    if (plaintext == null) {
      throw KeymasterException.corrupt(what + " was changed or does not belong here");
    }
    return plaintext;
  }

  /** As {@link #open}, but returns null instead of failing; for trying keys. */
  public byte @Nullable [] tryOpen(String object, String content, byte[] context, byte[] envelope) {
    if (envelope.length < OVERHEAD) {
      return null;
    }
    byte[] label = label(object + "/" + content, context);
    byte[] derived = key.hkdf(Arrays.copyOf(envelope, SALT), label, 76);
    byte[] once = Arrays.copyOf(derived, Aead.KEY_LENGTH);
    try {
      byte[] committed = Arrays.copyOfRange(envelope, SALT, SALT + COMMITMENT);
      if (!MessageDigest.isEqual(committed, Arrays.copyOfRange(derived, 44, 76))) {
        return null;
      }
      byte[] body = Arrays.copyOfRange(envelope, SALT + COMMITMENT, envelope.length);
      return Aead.decrypt(once, Arrays.copyOfRange(derived, 32, 44), label, body);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(once, (byte) 0);
    }
  }

  /** Returns a copy of the key, which the caller zeroes; for wrapping it in a slot. */
  public byte[] encoded() {
    return key.encoded();
  }

  private static byte[] label(String namespace, byte[] context) {
    ByteArrayOutputStream label = new ByteArrayOutputStream(64 + context.length);
    label.writeBytes((PREFIX + namespace).getBytes(StandardCharsets.US_ASCII));
    label.write(0);
    label.writeBytes(context);
    return label.toByteArray();
  }

  /** Zeroes the key; closing twice is harmless. */
  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "SealingKey[redacted]";
  }
}
