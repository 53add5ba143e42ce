package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.SecretWithEncapsulation;

/**
 * Somebody to seal for: the public half of a {@link HybridIdentity} (docs/format.md §3.1).
 *
 * <p>A box can be made by anybody who has the key: it says nothing about who made it. Immutable and
 * thread-safe.
 */
public final class HybridRecipient {
  /** Length of a public key, bytes. */
  public static final int LENGTH = XWing.PUBLIC_KEY_LENGTH;

  private final byte[] publicKey;

  private HybridRecipient(byte[] publicKey) {
    this.publicKey = publicKey;
  }

  /**
   * Takes a public key from outside.
   *
   * @throws KeymasterException CORRUPT if it is none
   */
  public static HybridRecipient of(byte[] publicKey) {
    if (publicKey.length != LENGTH || !XWing.isPublicKey(publicKey)) {
      throw KeymasterException.corrupt("not a valid public key");
    }
    return new HybridRecipient(publicKey.clone());
  }

  static HybridRecipient ofSeed(byte[] seed) {
    return new HybridRecipient(XWing.publicKey(seed));
  }

  /** Returns the public key, {@value #LENGTH} bytes. */
  public byte[] encoded() {
    return publicKey.clone();
  }

  /**
   * Seals {@code plaintext} for one place, as {@link SealingKey#seal} does, so that only the
   * recipient can open it.
   *
   * @return X-Wing ciphertext 1120, envelope
   */
  public byte[] seal(
      String object, String content, byte[] context, byte[] plaintext, Randomness randomness) {
    SecretWithEncapsulation made =
        XWing.encapsulate(publicKey, randomness)
            .orElseThrow(() -> new BugException("a checked public key was refused"));
    byte[] ciphertext = made.getEncapsulation();
    try (SealingKey key = boxKey(made.getSecret(), ciphertext)) {
      byte[] envelope = key.seal(object, content, context, plaintext, randomness);
      byte[] box = Arrays.copyOf(ciphertext, ciphertext.length + envelope.length);
      System.arraycopy(envelope, 0, box, ciphertext.length, envelope.length);
      return box;
    }
  }

  /** Derives a box's key; takes and zeroes the shared secret. */
  SealingKey boxKey(byte[] shared, byte[] ciphertext) {
    byte[] context =
        new Fields().bytes(1, sha256(publicKey)).bytes(2, sha256(ciphertext)).encoded();
    try (SealingKey key = SealingKey.taking(shared)) {
      return key.derive("box", context);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("SHA-256 is part of every JDK", e);
    }
  }
}
