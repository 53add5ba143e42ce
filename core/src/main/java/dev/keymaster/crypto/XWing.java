package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Randomness;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem): X25519 and ML-KEM-768 in one, safe while either holds.
 * Bouncy Castle's: the JDK has neither SHAKE256 of 96 bytes nor ML-KEM keys from a seed.
 */
final class XWing {
  static final int SEED_LENGTH = 32;
  static final int PUBLIC_KEY_LENGTH = 1216;
  static final int CIPHERTEXT_LENGTH = 1120;

  private XWing() {}

  static byte[] publicKey(byte[] seed) {
    XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
    generator.init(new XWingKeyGenerationParameters(new Source(target -> copy(seed, target))));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    return ((XWingPublicKeyParameters) pair.getPublic()).getEncoded();
  }

  /** Tells whether these bytes can be sealed for. */
  static boolean isPublicKey(byte[] publicKey) {
    return encapsulate(publicKey, target -> Arrays.fill(target, (byte) 1)).isPresent();
  }

  /** Makes a shared secret for the holder of a key; empty if it is no such key. */
  static Optional<SecretWithEncapsulation> encapsulate(byte[] publicKey, Randomness randomness) {
    try {
      return Optional.of(
          new XWingKEMGenerator(new Source(randomness))
              .generateEncapsulated(new XWingPublicKeyParameters(publicKey)));
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return Optional.empty();
    }
  }

  /**
   * Returns the shared secret; empty if the ciphertext is malformed or its point is of low order.
   */
  static Optional<byte[]> decapsulate(byte[] seed, byte[] ciphertext) {
    if (ciphertext.length != CIPHERTEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      XWingPrivateKeyParameters key = new XWingPrivateKeyParameters(seed);
      return Optional.of(new XWingKEMExtractor(key).extractSecret(ciphertext));
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return Optional.empty();
    }
  }

  private static void copy(byte[] seed, byte[] target) {
    if (target.length != seed.length) {
      throw new BugException("X-Wing key generation asked for " + target.length + " bytes");
    }
    System.arraycopy(seed, 0, target, 0, seed.length);
  }

  /** Bouncy Castle wants its random bytes in this shape. */
  @SuppressWarnings("serial")
  private static final class Source extends SecureRandom {
    private final transient Randomness randomness;

    Source(Randomness randomness) {
      super(null, null);
      this.randomness = randomness;
    }

    @Override
    public void nextBytes(byte[] target) {
      byte[] bytes = new byte[target.length];
      randomness.fill(bytes);
      System.arraycopy(bytes, 0, target, 0, bytes.length);
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
