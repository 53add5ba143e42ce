package dev.keymaster.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A code as somebody typed it: six digits, or a recovery code of twelve letters and digits. Blanks
 * and hyphens do not matter, nor does the case of letters.
 */
final class TypedCode implements AutoCloseable {
  private static final byte[] LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(US_ASCII);
  private static final byte[] LABEL = "keymaster/v1/mfa-recovery\0".getBytes(US_ASCII);
  private static final int LENGTH = 12;
  private static final int GROUP = 4;

  private final byte[] characters;

  private TypedCode(byte[] characters) {
    this.characters = characters;
  }

  /** Reads it; USAGE if it is neither form. */
  @RevealsSecret("a typed code is compared with the right ones")
  static TypedCode of(Secret typed) {
    byte[] bytes = typed.reveal();
    byte[] kept = new byte[bytes.length];
    int length = 0;
    for (byte each : bytes) {
      if (each != ' ' && each != '-') {
        kept[length++] = upper(each);
      }
    }
    TypedCode code = new TypedCode(Arrays.copyOf(kept, length));
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(kept, (byte) 0);
    if (!code.digits() && !code.recovery()) {
      throw KeymasterException.usage(
          "a code has six digits, a recovery code twelve letters and digits", "");
    }
    return code;
  }

  private static byte upper(byte each) {
    return each >= 'a' && each <= 'z' ? (byte) (each - 32) : each;
  }

  boolean digits() {
    boolean digits = characters.length == Factor.DIGITS;
    for (byte each : characters) {
      digits &= each >= '0' && each <= '9';
    }
    return digits;
  }

  private boolean recovery() {
    boolean known = characters.length == LENGTH;
    for (byte each : characters) {
      known &= Arrays.binarySearch(LETTERS, each) >= 0;
    }
    return known;
  }

  int number() {
    int number = 0;
    for (byte each : characters) {
      number = number * 10 + each - '0';
    }
    return number;
  }

  /** What is kept of a recovery code. */
  byte[] hash() {
    MessageDigest digest = MerkleFrontier.sha256();
    digest.update(LABEL);
    return digest.digest(characters);
  }

  /** Makes a recovery code of 60 bits, as it is shown: {@code XXXX-XXXX-XXXX}. */
  static Secret fresh(Randomness randomness) {
    byte[] random = randomness.bytes(LENGTH);
    byte[] text = new byte[LENGTH + LENGTH / GROUP - 1];
    Arrays.fill(text, (byte) '-');
    for (int i = 0; i < LENGTH; i++) {
      text[i + i / GROUP] = LETTERS[random[i] & 31];
    }
    Arrays.fill(random, (byte) 0);
    return Secret.taking(text);
  }

  @Override
  public void close() {
    Arrays.fill(characters, (byte) 0);
  }
}
