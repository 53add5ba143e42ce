package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Databases;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ZeroByte;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Databases as SQLCipher 4 keeps them by default, whole in memory. The facts are those of
 * "SQLCipher Design" by Zetetic, and of the constants in SQLCipher's source:
 *
 * <pre>
 * key     = PBKDF2-HMAC-SHA512(passphrase, salt, 256,000 iterations, 32 bytes)
 * mac key = PBKDF2-HMAC-SHA512(key, salt with each byte xor 0x3a, 2 iterations, 32 bytes)
 * page    = AES-256-CBC(key, iv, first 4,016 bytes) ‖ iv (16, random) ‖ mac (64)
 * mac     = HMAC-SHA512(mac key, encrypted bytes ‖ iv ‖ page number u32, little-endian, from 1)
 * </pre>
 *
 * The salt takes the place of the first 16 bytes of page 1, which are the same in every database
 * and are neither encrypted nor part of its MAC. No page is decrypted before its MAC holds. Nothing
 * binds the pages to each other: an older page of the same file fits in its place, which SQLCipher
 * does not notice either.
 */
public final class SqlCipherFile {
  private static final int ITERATIONS = 256_000;
  private static final int FAST_ITERATIONS = 2;
  private static final byte SALT_MASK = 0x3a;

  private static final int PAGE = Databases.PAGE;
  private static final int SALT = 16;
  private static final int IV = 16;
  private static final int BODY = PAGE - Databases.RESERVED;
  private static final int KEY = Aead.KEY_LENGTH;
  private static final byte[] PLAIN = Databases.MARK.getBytes(US_ASCII);

  private SqlCipherFile() {}

  /**
   * Tells whether bytes may be such a file, which has no mark: by their size and what they are.
   * True for one that is not encrypted, which {@link #check} refuses by its name.
   */
  public static boolean maybe(byte[] bytes) {
    if (isPlain(bytes)) {
      return true;
    }
    if (bytes.length == 0 || bytes.length % PAGE != 0) {
      return false;
    }
    return ZeroByte.isIn(bytes, PAGE); // a page that looks random hardly ever has none
  }

  /**
   * Encrypts a database.
   *
   * @param image as {@link Databases#write} makes it; stays the caller's
   */
  public static byte[] seal(byte[] image, Secret passphrase, Randomness randomness) {
    if (!isImage(image)) {
      throw new BugException("no database with pages of 4096 bytes and room for a MAC in each");
    }
    return seal(image, passphrase, randomness, ITERATIONS);
  }

  static byte[] seal(byte[] image, Secret passphrase, Randomness randomness, int iterations) {
    byte[] salt = randomness.bytes(SALT);
    byte[] file = new byte[image.length];
    System.arraycopy(salt, 0, file, 0, SALT);
    try (Keys keys = Keys.of(passphrase, salt, iterations)) {
      for (int start = 0; start < file.length; start += PAGE) {
        byte[] iv = randomness.bytes(IV);
        int end = start + BODY;
        Aead.cbc(Cipher.ENCRYPT_MODE, keys.key, iv, image, body(start), end, file);
        System.arraycopy(iv, 0, file, end, IV);
        System.arraycopy(keys.mac(file, start), 0, file, end + IV, Hmac.LENGTH);
      }
    }
    return file;
  }

  /**
   * Returns the database in clear, which the caller zeroes. LOCKED if the passphrase does not open
   * it, DAMAGED if a page was changed, USAGE if it is no such file.
   */
  public static byte[] open(byte[] file, Secret passphrase) {
    return open(file, passphrase, ITERATIONS);
  }

  static byte[] open(byte[] file, Secret passphrase, int iterations) {
    check(file);
    byte[] image = new byte[file.length];
    try (Keys keys = Keys.of(passphrase, Arrays.copyOf(file, SALT), iterations)) {
      for (int start = 0; start < file.length; start += PAGE) {
        if (!keys.holds(file, start)) {
          throw start == 0 ? locked() : damaged(start / PAGE + 1);
        }
      }
      for (int start = 0; start < file.length; start += PAGE) {
        byte[] iv = Arrays.copyOfRange(file, start + BODY, start + BODY + IV);
        Aead.cbc(Cipher.DECRYPT_MODE, keys.key, iv, file, body(start), start + BODY, image);
      }
    }
    System.arraycopy(PLAIN, 0, image, 0, SALT);
    if (!isImage(image)) {
      Arrays.fill(image, (byte) 0);
      throw damaged(1);
    }
    return image;
  }

  /** Refuses, without a passphrase, what no one opens: USAGE. */
  public static void check(byte[] file) {
    if (isPlain(file)) {
      throw KeymasterException.usage(
          "a database of SQLite that is not encrypted", "export its table of keys as CSV");
    }
    if (file.length == 0 || file.length % PAGE != 0) {
      throw KeymasterException.usage(
          "no database of SQLCipher 4, or cut off: its size is no multiple of " + PAGE,
          "is it the whole file?");
    }
  }

  private static boolean isPlain(byte[] file) {
    return file.length >= SALT && Arrays.equals(file, 0, SALT, PLAIN, 0, SALT);
  }

  private static KeymasterException locked() {
    return new KeymasterException(
        Code.LOCKED,
        "this database does not open with that passphrase",
        "is it right? only databases of SQLCipher 4 are read, with its usual settings");
  }

  private static KeymasterException damaged(int page) {
    return KeymasterException.damaged("this database is damaged: page " + page + " was changed");
  }

  /** What SQLite says of itself: the mark, the size of a page, and what it leaves free of it. */
  private static boolean isImage(byte[] image) {
    return image.length > 0
        && image.length % PAGE == 0
        && isPlain(image)
        && image[16] == PAGE >> 8
        && image[17] == (byte) PAGE
        && image[20] == Databases.RESERVED;
  }

  /** Where the encrypted part of the page begins that begins there. */
  private static int body(int start) {
    return start == 0 ? SALT : start;
  }

  /** What a passphrase and a salt make; closing wipes it. */
  private static final class Keys implements AutoCloseable {
    private final byte[] key;
    private final Mac mac;

    private Keys(byte[] key, Mac mac) {
      this.key = key;
      this.mac = mac;
    }

    static Keys of(Secret passphrase, byte[] salt, int iterations) {
      if (passphrase.length() == 0) {
        throw locked();
      }
      byte[] key = Pbkdf2.hash("PBKDF2WithHmacSHA512", passphrase, salt, iterations, KEY);
      byte[] masked = salt.clone();
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= SALT_MASK;
      }
      PKCS5S2ParametersGenerator fast = new PKCS5S2ParametersGenerator(new SHA512Digest());
      fast.init(key, masked, FAST_ITERATIONS);
      byte[] macKey = ((KeyParameter) fast.generateDerivedMacParameters(KEY * 8)).getKey();
      Mac mac = Hmac.under(macKey);
      Arrays.fill(macKey, (byte) 0);
      return new Keys(key, mac);
    }

    /** The MAC of the page that begins there. */
    byte[] mac(byte[] file, int start) {
      int number = start / PAGE + 1;
      mac.update(file, body(start), start + BODY + IV - body(start));
      for (int i = 0; i < 4; i++) {
        mac.update((byte) (number >>> (8 * i)));
      }
      return mac.doFinal();
    }

    boolean holds(byte[] file, int start) {
      int end = start + BODY + IV;
      return MessageDigest.isEqual(
          mac(file, start), Arrays.copyOfRange(file, end, end + Hmac.LENGTH));
    }

    @Override
    public void close() {
      Arrays.fill(key, (byte) 0);
    }
  }
}
