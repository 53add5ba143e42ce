package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Values of keys, all of which hold the word of test secrets; and their hashes. */
final class Values {
  /** Put together here: the text itself must not stand in an image that is searched for it. */
  private static final String WORD = String.join("-", "sk", "canary", "");

  private static final SecureRandom RANDOM = new SecureRandom();

  private Values() {}

  /** Returns that many hex digits; the word of test secrets in hex stands at their start. */
  static String hexWithWord(int digits) {
    String word = HexFormat.of().formatHex(WORD.getBytes(UTF_8));
    return word + hex(digits - word.length());
  }

  /** Returns that many letters, digits, dashes; the word of test secrets stands at their start. */
  static String textWithWord(int length) {
    return WORD + hex(length - WORD.length());
  }

  /** Returns that many letters and digits; the word in base 64 stands at their start. */
  static String lettersWithWord(int length) {
    String word = Base64.getEncoder().encodeToString(WORD.getBytes(UTF_8)).substring(0, 13);
    return word + hex(length - word.length());
  }

  static String hex(int digits) {
    byte[] random = new byte[(digits + 1) / 2];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random).substring(0, digits);
  }

  static String sha256(String value) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
