package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes keys out of what a provider says before anybody reads it: every word that shares eight
 * bytes in a row with a key that was sent, as it is or in base64.
 */
final class Scrub {
  private static final int SHARED = 8;
  private static final int LONGEST = 300;
  private static final String INSTEAD = "[key]";
  private static final Pattern WORD = Pattern.compile("[^\\s\"'`,;:()<>\\[\\]{}]{" + SHARED + ",}");

  private Scrub() {}

  /** Returns the text in one line without control characters, without any of these keys. */
  static String of(String text, List<Secret> keys) {
    String clean = Printable.clean(text.replaceAll("\\s+", " ")).strip();
    for (Secret key : keys) {
      clean = without(clean, key);
    }
    return clean.length() > LONGEST ? clean.substring(0, LONGEST - 1) + "…" : clean;
  }

  @RevealsSecret("finds it in what was said")
  private static String without(String text, Secret key) {
    byte[] bytes = key.reveal();
    byte[] encoded = Base64.getEncoder().withoutPadding().encode(bytes);
    try {
      Matcher words = WORD.matcher(text);
      return words.replaceAll(word ->
          shares(word.group(), bytes) || shares(word.group(), encoded)
              ? INSTEAD
              : keep(word.group()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static String keep(String word) {
    return Matcher.quoteReplacement(word);
  }

  private static boolean shares(String word, byte[] key) {
    byte[] said = word.getBytes(UTF_8);
    int least = Math.min(SHARED, key.length);
    for (int i = 0; i + least <= said.length; i++) {
      for (int j = 0; j + least <= key.length; j++) {
        if (Arrays.equals(said, i, i + least, key, j, j + least)) {
          return true;
        }
      }
    }
    return false;
  }
}
