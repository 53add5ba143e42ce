package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * Ed25519 (RFC 8032) on raw keys, strict: keys and commitments of small order and encodings that
 * are not canonical are refused, so that a signature fits one key and one message. The platform
 * signs and verifies; it cannot tell a public key from a seed, Bouncy Castle does that.
 */
final class Ed25519 {
  static final int SEED_LENGTH = 32;
  static final int PUBLIC_KEY_LENGTH = 32;
  static final int SIGNATURE_LENGTH = 64;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger OF_ORDER_EIGHT =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  /** The y coordinates of the eight points of small order. */
  private static final List<BigInteger> SMALL_ORDER =
      List.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          OF_ORDER_EIGHT,
          P.subtract(OF_ORDER_EIGHT));

  private Ed25519() {}

  static byte[] publicKey(byte[] seed) {
    return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
  }

  static byte[] sign(byte[] seed, byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(new SeedKey(seed));
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new BugException("Ed25519 is part of every JDK", e);
    }
  }

  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (!isStrict(publicKey)
        || signature.length != SIGNATURE_LENGTH
        || !isStrict(Arrays.copyOf(signature, PUBLIC_KEY_LENGTH))) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key(publicKey));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException refused) {
      return false; // no point of the curve, or s out of range
    }
  }

  /** Tells whether 32 bytes encode a point canonically and not one of small order. */
  static boolean isStrict(byte[] point) {
    if (point.length != PUBLIC_KEY_LENGTH) {
      return false;
    }
    BigInteger y = y(point);
    return y.compareTo(P) < 0 && !SMALL_ORDER.contains(y);
  }

  private static PublicKey key(byte[] publicKey) throws GeneralSecurityException {
    EdECPoint point = new EdECPoint(publicKey[31] < 0, y(publicKey));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  /** Little-endian, the highest bit being the sign of x. */
  private static BigInteger y(byte[] point) {
    byte[] bigEndian = new byte[PUBLIC_KEY_LENGTH];
    for (int i = 0; i < PUBLIC_KEY_LENGTH; i++) {
      bigEndian[i] = point[PUBLIC_KEY_LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }
}
