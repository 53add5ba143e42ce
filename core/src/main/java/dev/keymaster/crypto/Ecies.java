package dev.keymaster.crypto;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Opens what dotenvx seals: ECIES on secp256k1 as its library writes it. The point of a fresh key
 * (65 bytes), a nonce (16), a tag (16) and the ciphertext of AES-256-GCM, under HKDF-SHA256 of that
 * point and the shared one. Nothing is ever sealed like this here.
 */
public final class Ecies {
  private static final int POINT = 65;
  private static final int NONCE = 16;
  private static final int HEAD = POINT + NONCE + Aead.TAG_LENGTH;
  private static final int PRIVATE = 32;

  private Ecies() {}

  /**
   * Returns the value; empty if it was not sealed for this key or is not whole.
   *
   * @param key the private key, 32 bytes; stays the caller's
   */
  @RevealsSecret("the curve computes with the key itself")
  public static Optional<Secret> open(Secret key, byte[] sealed) {
    if (key.length() != PRIVATE || sealed.length < HEAD) {
      return Optional.empty();
    }
    byte[] scalar = key.reveal();
    try {
      return open(new BigInteger(1, scalar), sealed);
    } catch (IllegalArgumentException noPoint) {
      return Optional.empty();
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  private static Optional<Secret> open(BigInteger scalar, byte[] sealed) {
    X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
    if (scalar.signum() == 0 || scalar.compareTo(curve.getN()) >= 0) {
      return Optional.empty();
    }
    byte[] point = Arrays.copyOf(sealed, POINT);
    ECPoint shared = curve.getCurve().decodePoint(point).multiply(scalar).normalize();
    byte[] second = shared.getEncoded(false);
    byte[] material = Arrays.copyOf(point, POINT + second.length);
    System.arraycopy(second, 0, material, POINT, second.length);
    byte[] key = Hkdf256.derive(material, new byte[0], new byte[0]);
    Arrays.fill(material, (byte) 0);
    Arrays.fill(second, (byte) 0);
    byte[] nonce = Arrays.copyOfRange(sealed, POINT, POINT + NONCE);
    byte[] value = Aead.decryptForeign(key, nonce, tagLast(sealed));
    Arrays.fill(key, (byte) 0);
    return value == null ? Optional.empty() : Optional.of(Secret.taking(value));
  }

  /** The platform wants the tag behind the ciphertext. */
  private static byte[] tagLast(byte[] sealed) {
    byte[] turned = new byte[sealed.length - POINT - NONCE];
    int length = turned.length - Aead.TAG_LENGTH;
    System.arraycopy(sealed, HEAD, turned, 0, length);
    System.arraycopy(sealed, POINT + NONCE, turned, length, Aead.TAG_LENGTH);
    return turned;
  }
}
