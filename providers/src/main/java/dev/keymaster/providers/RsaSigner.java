package dev.keymaster.providers;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * An RSA key out of a file (PEM, PKCS#8) that signs with SHA-256 (RFC 8017, PKCS#1 v1.5). The
 * runtime takes numbers of any size and fit, and signing takes as long as they are: here they are
 * measured before anything is done with them, and the key has to sign once before it is one. Its
 * numbers are on the heap until they are collected: the runtime destroys none of its RSA keys.
 * Thread-safe.
 */
final class RsaSigner {
  /** The shortest modulus, in bits. */
  static final int LEAST_BITS = 2048;

  /** The longest modulus, in bits. */
  static final int MOST_BITS = 4096;

  private static final int MOST_BITS_OF_E = 33;
  private static final byte[] PROBE = {'k', 'm'};

  private final RSAPrivateCrtKey key;

  private RsaSigner(RSAPrivateCrtKey key) {
    this.key = key;
  }

  /**
   * Reads a key; the text stays the caller's.
   *
   * @throws SignatureException if its numbers look like a key's, and do not sign
   * @throws GeneralSecurityException if it is no RSA key of a length that is taken here
   * @throws IllegalArgumentException if it is not even base64
   */
  @RevealsSecret("it signs")
  static RsaSigner of(Secret pem) throws GeneralSecurityException {
    byte[] text = pem.reveal();
    byte[] der = new byte[0];
    try {
      der = Base64.getMimeDecoder().decode(inside(text));
      if (KeyFactory.getInstance("RSA").generatePrivate(new Lent(der))
              instanceof RSAPrivateCrtKey key
          && isMeasured(key)
          && isWhole(key)) {
        RsaSigner signer = new RsaSigner(key);
        signer.prove();
        return signer;
      }
      throw new InvalidKeyException("not its numbers");
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  /** Lends the encoding itself, where its parent would keep a copy that nobody can wipe. */
  private static final class Lent extends PKCS8EncodedKeySpec {
    private final byte[] der;

    Lent(byte[] der) {
      super(new byte[0]);
      this.der = der;
    }

    @Override
    public byte[] getEncoded() {
      return der;
    }
  }

  /** Returns what stands between the first line and the last, in the same array, moved. */
  private static byte[] inside(byte[] pem) {
    int start = 0;
    while (start < pem.length && pem[start] != '\n') {
      start++;
    }
    int end = pem.length;
    while (end > start && pem[end - 1] <= ' ') {
      end--;
    }
    while (end > start && pem[end - 1] != '\n') {
      end--;
    }
    Arrays.fill(pem, 0, start, (byte) '\n');
    Arrays.fill(pem, end, pem.length, (byte) '\n');
    return pem;
  }

  /** Tells whether no number is longer than it may be, which takes no arithmetic. */
  private static boolean isMeasured(RSAPrivateCrtKey key) {
    BigInteger n = key.getModulus();
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    return fits(n, MOST_BITS)
        && n.bitLength() >= LEAST_BITS
        && fits(key.getPublicExponent(), MOST_BITS_OF_E)
        && fits(key.getPrivateExponent(), n.bitLength())
        && fits(p, n.bitLength())
        && fits(q, n.bitLength())
        && fits(key.getPrimeExponentP(), p.bitLength())
        && fits(key.getPrimeExponentQ(), q.bitLength())
        && fits(key.getCrtCoefficient(), p.bitLength());
  }

  private static boolean fits(BigInteger number, int bits) {
    return number.signum() > 0 && number.bitLength() <= bits;
  }

  /** Tells whether the factors are the modulus's, and nothing is even or one that cannot be. */
  private static boolean isWhole(RSAPrivateCrtKey key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    return Stream.of(p, q, key.getPublicExponent())
            .allMatch(number -> number.testBit(0) && !number.equals(BigInteger.ONE))
        && p.multiply(q).equals(key.getModulus());
  }

  private void prove() throws GeneralSecurityException {
    RSAPublicKeySpec known = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
    Signature check = algorithm();
    check.initVerify(KeyFactory.getInstance("RSA").generatePublic(known));
    check.update(PROBE);
    if (!check.verify(sign(PROBE))) {
      throw new SignatureException("not the signature of its public key");
    }
  }

  private static Signature algorithm() {
    try {
      return Signature.getInstance("SHA256withRSA");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("no RS256 in this runtime", e);
    }
  }

  /**
   * Returns the signature of these bytes, as long as the modulus.
   *
   * @throws GeneralSecurityException if the key does not sign them: one that was made to look like
   *     a key may sign some bytes and not others
   */
  byte[] sign(byte[] bytes) throws GeneralSecurityException {
    Signature signature = algorithm();
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }
}
