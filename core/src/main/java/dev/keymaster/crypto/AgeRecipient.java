package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.List;

/** Whoever may open an age file: the holder of a key, or whoever knows a passphrase. */
public abstract sealed class AgeRecipient {
  static final String PREFIX = "age";
  static final byte[] NO_NONCE = new byte[12];

  private static final byte[] LABEL = (AgeHeader.VERSION + "/X25519").getBytes(US_ASCII);
  private static final byte[] SCRYPT_LABEL = (AgeHeader.VERSION + "/scrypt").getBytes(US_ASCII);
  private static final int LOG_N = 18;
  private static final int SALT = 16;

  private AgeRecipient() {}

  /** The holder of the key behind {@code age1…}; USAGE if that was mistyped. */
  public static AgeRecipient key(String text) {
    byte[] point =
        Bech32.decode(PREFIX, text.strip().getBytes(US_ASCII))
            .filter(bytes -> bytes.length == Agreement.POINT_LENGTH)
            .orElseThrow(() ->
                KeymasterException.usage(
                    "not a recipient of age: " + Printable.quote(text),
                    "age-keygen -y KEYFILE prints one: age1…"));
    return new Holder(point);
  }

  /** Whoever knows a passphrase, which stays the caller's; such a file has no other recipient. */
  public static AgeRecipient passphrase(Secret passphrase) {
    return new Knower(passphrase, LOG_N);
  }

  /** As {@link #passphrase(Secret)}, for tests that cannot wait. */
  static AgeRecipient passphrase(Secret passphrase, int logN) {
    return new Knower(passphrase, logN);
  }

  abstract AgeStanza wrap(byte[] fileKey, Randomness randomness);

  abstract boolean alone();

  /** The key that wraps the file key between two points. */
  static byte[] wrapping(byte[] shared, byte[] share, byte[] recipient) {
    byte[] salt = Arrays.copyOf(share, share.length + recipient.length);
    System.arraycopy(recipient, 0, salt, share.length, recipient.length);
    return Hkdf256.derive(shared, salt, LABEL);
  }

  /** The key that wraps the file key under a passphrase. */
  @RevealsSecret("scrypt takes the passphrase itself")
  static byte[] wrapping(Secret passphrase, byte[] salt, int logN) {
    byte[] labelled = Arrays.copyOf(SCRYPT_LABEL, SCRYPT_LABEL.length + salt.length);
    System.arraycopy(salt, 0, labelled, SCRYPT_LABEL.length, salt.length);
    byte[] plain = passphrase.reveal();
    try {
      return Scrypt.derive(plain, labelled, logN);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static final class Holder extends AgeRecipient {
    private final byte[] point;

    Holder(byte[] point) {
      this.point = point;
    }

    @Override
    AgeStanza wrap(byte[] fileKey, Randomness randomness) {
      try (Agreement agreement = agreement(randomness)) {
        byte[] share = agreement.own();
        byte[] key = wrapping(agreement.shared(), share, point);
        byte[] body = Aead.encryptChaCha(key, NO_NONCE, fileKey);
        Arrays.fill(key, (byte) 0);
        return new AgeStanza("X25519", List.of(AgeHeader.base64(share)), body);
      }
    }

    private Agreement agreement(Randomness randomness) {
      return Agreement.once(point, randomness)
          .orElseThrow(() ->
              KeymasterException.usage(
                  "a recipient is no key that anything can be sealed for", ""));
    }

    @Override
    boolean alone() {
      return false;
    }
  }

  private static final class Knower extends AgeRecipient {
    private final Secret phrase;
    private final int logN;

    Knower(Secret phrase, int logN) {
      this.phrase = phrase;
      this.logN = logN;
    }

    @Override
    AgeStanza wrap(byte[] fileKey, Randomness randomness) {
      byte[] salt = randomness.bytes(SALT);
      byte[] key = wrapping(phrase, salt, logN);
      byte[] body = Aead.encryptChaCha(key, NO_NONCE, fileKey);
      Arrays.fill(key, (byte) 0);
      return new AgeStanza(
          AgeFile.SCRYPT, List.of(AgeHeader.base64(salt), Integer.toString(logN)), body);
    }

    @Override
    boolean alone() {
      return true;
    }
  }
}
