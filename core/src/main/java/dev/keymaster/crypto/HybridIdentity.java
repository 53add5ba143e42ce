package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import java.util.Arrays;

/**
 * The secret half of a device's key to receive: opens what was sealed for its {@link
 * HybridRecipient}. One 32-byte seed gives both keys of X-Wing. Not thread-safe.
 */
public final class HybridIdentity implements AutoCloseable {
  /** Length of a seed, bytes. */
  public static final int SEED_LENGTH = XWing.SEED_LENGTH;

  private final byte[] seed;
  private final HybridRecipient recipient;

  private HybridIdentity(byte[] seed) {
    if (seed.length != SEED_LENGTH) {
      throw new BugException("an X-Wing seed has 32 bytes, not " + seed.length);
    }
    this.seed = seed;
    this.recipient = HybridRecipient.ofSeed(seed);
  }

  /** Copies the seed and zeroes the given array. */
  public static HybridIdentity taking(byte[] seed) {
    byte[] copy = seed.clone();
    Arrays.fill(seed, (byte) 0);
    return new HybridIdentity(copy);
  }

  /** Makes an identity of fresh random bytes. */
  public static HybridIdentity random(Randomness randomness) {
    return new HybridIdentity(randomness.bytes(SEED_LENGTH));
  }

  /** Returns whom others seal for. */
  public HybridRecipient recipient() {
    return recipient;
  }

  /**
   * Opens a box that was sealed for this recipient and this place.
   *
   * @param what is being opened, for the message
   * @return the plaintext, which the caller zeroes
   * @throws KeymasterException CORRUPT if it was sealed for somebody or somewhere else, or changed
   */
  public byte[] open(String what, String object, String content, byte[] context, byte[] box) {
    if (box.length < XWing.CIPHERTEXT_LENGTH + SealingKey.OVERHEAD) {
      throw KeymasterException.corrupt(what + " is cut off");
    }
    byte[] ciphertext = Arrays.copyOf(box, XWing.CIPHERTEXT_LENGTH);
    byte[] shared =
        XWing.decapsulate(seed, ciphertext)
            .orElseThrow(() -> KeymasterException.corrupt(what + " was made with a bad key"));
    byte[] envelope = Arrays.copyOfRange(box, XWing.CIPHERTEXT_LENGTH, box.length);
    try (SealingKey key = recipient.boxKey(shared, ciphertext)) {
      return key.open(what, object, content, context, envelope);
    }
  }

  /** Returns a copy of the seed, which the caller zeroes. */
  public byte[] encoded() {
    return seed.clone();
  }

  /** Zeroes the seed; closing twice is harmless. */
  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }

  @Override
  public String toString() {
    return "HybridIdentity[redacted]";
  }
}
