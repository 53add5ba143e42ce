package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * What a new passphrase must be, and the one form in which a passphrase is used.
 *
 * <p>At least {@value #SHORTEST} characters, and not among the first that anybody tries: the 3,000
 * commonest passwords, the longer ones among the 49,000 commonest, and what is merely put together
 * from those, from keyboard rows, from sequences and from repetition. No other demands: no classes
 * of characters, no change by calendar. What passes is not thereby strong; the password KDF makes
 * each guess expensive, four random words make guessing hopeless.
 */
public final class PassphraseRules {
  /** Fewest characters (code points). */
  public static final int SHORTEST = 12;

  /** Most characters (code points). */
  public static final int LONGEST = 4096;

  private static final String HINT = "four or more random words make a good one";

  private PassphraseRules() {}

  /**
   * Returns a passphrase in the form that is stretched: UTF-8 of Unicode's form NFC, so that it is
   * the same from every keyboard.
   *
   * <p>Text beyond ASCII passes through the platform's normaliser, which leaves short-lived copies.
   *
   * @param typed UTF-8, left open
   * @throws KeymasterException USAGE if it is not UTF-8
   */
  @RevealsSecret("normalising needs the text")
  public static Secret normalised(Secret typed) {
    byte[] utf8 = typed.reveal();
    if (isAscii(utf8)) {
      return Secret.taking(utf8);
    }
    CharBuffer text = decode(utf8);
    Arrays.fill(utf8, (byte) 0);
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    Arrays.fill(text.array(), '\0');
    return Secret.taking(normal.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Checks a passphrase that somebody chose.
   *
   * @param passphrase as {@link #normalised} gave it
   * @throws KeymasterException USAGE if it is too short, too long or too common
   */
  @RevealsSecret("the rules look at the characters")
  public static void check(Secret passphrase) {
    byte[] utf8 = passphrase.reveal();
    try {
      int length = codePoints(utf8);
      if (length < SHORTEST) {
        throw KeymasterException.usage(
            "passphrase is shorter than " + SHORTEST + " characters", HINT);
      }
      if (length > LONGEST) {
        throw KeymasterException.usage(
            "passphrase is longer than " + LONGEST + " characters", "use a shorter one");
      }
      if (GuessCost.bits(utf8) < GuessCost.LEAST) {
        throw KeymasterException.usage("passphrase is among the first that anybody tries", HINT);
      }
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }

  private static boolean isAscii(byte[] utf8) {
    for (byte octet : utf8) {
      if (octet < 0) {
        return false;
      }
    }
    return true;
  }

  private static int codePoints(byte[] utf8) {
    int count = 0;
    for (byte octet : utf8) {
      if ((octet & 0xc0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  private static CharBuffer decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw KeymasterException.usage("passphrase is not UTF-8 text", "");
    }
  }
}
