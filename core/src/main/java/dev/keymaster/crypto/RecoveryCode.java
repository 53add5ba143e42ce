package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The code that opens a vault when everything else is lost, as a person keeps it on paper
 * (docs/format.md §4.3): 20 random bytes and 20 bits of checksum as nine groups of four characters.
 *
 * <p>The alphabet is Crockford's base 32: no I, L, O or U, and whoever types them for 1 or 0 is
 * understood. A slip of the pen is told from a wrong code by the checksum, before any key is tried.
 */
public final class RecoveryCode {
  /** Length of the secret, bytes. */
  public static final int SECRET_LENGTH = 20;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int GROUP = 4;
  private static final int CHARACTERS = 36;
  private static final byte[] CHECKSUM_LABEL =
      "keymaster/v1/recovery-code\0".getBytes(StandardCharsets.US_ASCII);

  private RecoveryCode() {}

  /** Returns a fresh secret. */
  public static Secret generate(Randomness randomness) {
    return Secret.taking(randomness.bytes(SECRET_LENGTH));
  }

  /** Returns the 44 ASCII characters to print for a secret: {@code XXXX-XXXX-…}. */
  @RevealsSecret("the code is shown once, for a person to write down")
  public static Secret text(Secret secret) {
    byte[] bytes = secret.reveal();
    if (bytes.length != SECRET_LENGTH) {
      throw new BugException("a recovery code has 20 bytes, not " + bytes.length);
    }
    byte[] coded = withChecksum(bytes);
    byte[] text = new byte[CHARACTERS + CHARACTERS / GROUP - 1];
    Arrays.fill(text, (byte) '-');
    for (int i = 0; i < CHARACTERS; i++) {
      text[i + i / GROUP] = (byte) ALPHABET.charAt(fiveBits(coded, i));
    }
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(coded, (byte) 0);
    return Secret.taking(text);
  }

  /**
   * Reads what a person typed; case, blanks and hyphens do not matter.
   *
   * @return the {@value #SECRET_LENGTH} bytes of the secret
   * @throws KeymasterException LOCKED if it cannot be a recovery code, saying what to look at
   */
  @RevealsSecret("the typed code is decoded")
  public static Secret parse(Secret typed) {
    byte[] text = typed.reveal();
    byte[] values = values(text);
    Arrays.fill(text, (byte) 0);
    byte[] coded = new byte[SECRET_LENGTH + 3];
    for (int i = 0; i < CHARACTERS * 5; i++) {
      int bit = (values[i / 5] >> (4 - i % 5)) & 1;
      coded[i / 8] |= (byte) (bit << (7 - i % 8));
    }
    byte[] secret = Arrays.copyOf(coded, SECRET_LENGTH);
    byte[] expected = withChecksum(secret);
    boolean intact = MessageDigest.isEqual(coded, expected);
    Arrays.fill(values, (byte) 0);
    Arrays.fill(coded, (byte) 0);
    Arrays.fill(expected, (byte) 0);
    if (!intact) {
      Arrays.fill(secret, (byte) 0);
      throw mistyped("its checksum is wrong, so at least one character is");
    }
    return Secret.taking(secret);
  }

  private static byte[] values(byte[] text) {
    byte[] values = new byte[CHARACTERS];
    int count = 0;
    for (byte character : text) {
      if (character == '-' || character == ' ' || character == '\t') {
        continue;
      }
      if (count < CHARACTERS) {
        values[count] = value(character, count / GROUP + 1);
      }
      count++;
    }
    if (count != CHARACTERS) {
      throw mistyped("it has " + count + " characters instead of " + CHARACTERS);
    }
    return values;
  }

  private static byte value(byte character, int group) {
    int upper = character >= 'a' && character <= 'z' ? character - 32 : character;
    int value =
        switch (upper) {
          case 'O' -> 0;
          case 'I', 'L' -> 1;
          default -> ALPHABET.indexOf(upper);
        };
    if (value < 0) {
      throw mistyped("group " + group + " has a character that no code has");
    }
    return (byte) value;
  }

  /** Returns the secret, 20 bits of its hash, and four zero bits. */
  private static byte[] withChecksum(byte[] secret) {
    byte[] hash = hash(secret);
    byte[] coded = Arrays.copyOf(secret, SECRET_LENGTH + 3);
    coded[SECRET_LENGTH] = hash[0];
    coded[SECRET_LENGTH + 1] = hash[1];
    coded[SECRET_LENGTH + 2] = (byte) (hash[2] & 0xf0);
    return coded;
  }

  private static byte[] hash(byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(CHECKSUM_LABEL);
      return digest.digest(secret);
    } catch (GeneralSecurityException e) {
      throw new BugException("SHA-256 is part of every JDK", e);
    }
  }

  private static int fiveBits(byte[] bytes, int group) {
    int value = 0;
    for (int i = group * 5; i < group * 5 + 5; i++) {
      value = (value << 1) | ((bytes[i / 8] >> (7 - i % 8)) & 1);
    }
    return value;
  }

  private static KeymasterException mistyped(String why) {
    return new KeymasterException(
        Code.LOCKED, "recovery code was not typed as printed: " + why, "type it again");
  }
}
