package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018) by the platform, for those who may use nothing else ("FIPS mode").
 * Needs no memory, so it is far cheaper to attack than {@link Argon2id}.
 *
 * @param iterations 600,000 (OWASP's floor) to 10,000,000
 */
public record Pbkdf2(int iterations) implements PasswordKdf {
  static final int ID = 2;

  private static final int FEWEST = 600_000;
  private static final int MOST = 10_000_000;

  /**
   * Checks the limits.
   *
   * @throws KeymasterException USAGE if the count is out of range
   */
  public Pbkdf2 {
    if (iterations < FEWEST || iterations > MOST) {
      throw KeymasterException.usage(
          "PBKDF2 iterations out of range: " + iterations, "iterations 600000..10000000");
    }
  }

  static Pbkdf2 stored(FieldReader fields) {
    long iterations = fields.u32(1);
    if (iterations < FEWEST || iterations > MOST) {
      throw KeymasterException.corrupt("PBKDF2 iterations out of range: " + iterations);
    }
    return new Pbkdf2((int) iterations);
  }

  @Override
  public byte[] stretch(Secret passphrase, byte[] salt) {
    if (salt.length != SALT_LENGTH) {
      throw new BugException("salt of " + salt.length + " bytes");
    }
    return hash("PBKDF2WithHmacSHA256", passphrase, salt, iterations, OUTPUT_LENGTH);
  }

  /** Hashes a passphrase; USAGE if it is not UTF-8. The caller zeroes the result. */
  @RevealsSecret("the passphrase is the KDF's input")
  static byte[] hash(String algorithm, Secret passphrase, byte[] salt, int iterations, int length) {
    byte[] plain = passphrase.reveal();
    char[] characters = decode(plain);
    try {
      return hash(algorithm, characters, salt, iterations, length);
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(characters, '\0');
    }
  }

  static byte[] hash(String algorithm, char[] password, byte[] salt, int iterations, int length) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, length * 8);
    try {
      return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new BugException("every Java platform has " + algorithm, e);
    } finally {
      spec.clearPassword();
    }
  }

  /** The platform takes characters only; bytes that are not UTF-8 would collide, so are refused. */
  private static char[] decode(byte[] utf8) {
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      char[] characters = new char[decoded.remaining()];
      decoded.get(characters);
      Arrays.fill(decoded.array(), '\0');
      return characters;
    } catch (CharacterCodingException e) {
      throw KeymasterException.usage("passphrase is not UTF-8 text", "");
    }
  }

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String words() {
    return "pbkdf2-hmac-sha256 i=" + iterations;
  }

  @Override
  public byte[] parameters() {
    return new Fields().u32(1, iterations).encoded();
  }
}
