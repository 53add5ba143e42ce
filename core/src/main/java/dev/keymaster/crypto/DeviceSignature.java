package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Signs in the name of a device (docs/format.md §3.2). What is signed starts with a purpose, so a
 * signature made for one purpose is worthless for any other. Thread-safe until closed.
 */
public final class DeviceSignature implements AutoCloseable {
  /** Length of a signature, bytes. */
  public static final int LENGTH = Ed25519.SIGNATURE_LENGTH;

  /** Length of a public key, bytes. */
  public static final int PUBLIC_KEY_LENGTH = Ed25519.PUBLIC_KEY_LENGTH;

  private static final String PREFIX = "keymaster/v1/signature/";

  private final KeyMaterial seed;

  private DeviceSignature(KeyMaterial seed) {
    this.seed = seed;
  }

  /** Copies the seed of the signing key to the heap and zeroes the given array. */
  public static DeviceSignature taking(byte[] seed) {
    return taking(seed, KeyHome.heap());
  }

  /** Copies the seed of the signing key to its home and zeroes the given array. */
  public static DeviceSignature taking(byte[] seed, KeyHome home) {
    if (seed.length != Ed25519.SEED_LENGTH) {
      throw new BugException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
    DeviceSignature signature = new DeviceSignature(home.hold(seed));
    Arrays.fill(seed, (byte) 0);
    return signature;
  }

  /** Returns the public key, {@value #PUBLIC_KEY_LENGTH} bytes. */
  public byte[] publicKey() {
    return seed.publicKey();
  }

  /**
   * Signs; the same input always gives the same signature.
   *
   * @param purpose ASCII without NUL, such as {@code link}
   * @return {@value #LENGTH} bytes
   */
  public byte[] sign(String purpose, byte[] message) {
    return seed.sign(labelled(purpose, message));
  }

  /**
   * Tells whether the holder of the key signed this for this purpose. Refuses public keys of small
   * order and every encoding that is not canonical.
   */
  public static boolean verify(byte[] publicKey, String purpose, byte[] message, byte[] signature) {
    return Ed25519.verify(publicKey, labelled(purpose, message), signature);
  }

  /**
   * Signs the text of a signed note as it stands, as others expect it (docs/format.md §9.3); never
   * one that a signature of {@link #sign} could be mistaken for.
   */
  public byte[] signNote(byte[] text) {
    if (looksLabelled(text)) {
      throw new BugException("a note that begins like a labelled message");
    }
    return seed.sign(text);
  }

  /** Tells whether the holder of the key signed this note; as strict as {@link #verify}. */
  public static boolean verifyNote(byte[] publicKey, byte[] text, byte[] signature) {
    return !looksLabelled(text) && Ed25519.verify(publicKey, text, signature);
  }

  private static boolean looksLabelled(byte[] text) {
    byte[] start = PREFIX.getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(start, Arrays.copyOf(text, start.length));
  }

  private static byte[] labelled(String purpose, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 + message.length);
    out.writeBytes((PREFIX + purpose).getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    out.writeBytes(message);
    return out.toByteArray();
  }

  /** Zeroes the seed; closing twice is harmless. */
  @Override
  public void close() {
    seed.close();
  }

  /** Returns a copy of the seed, which the caller zeroes. */
  public byte[] encoded() {
    return seed.encoded();
  }

  @Override
  public String toString() {
    return "DeviceSignature[redacted]";
  }
}
