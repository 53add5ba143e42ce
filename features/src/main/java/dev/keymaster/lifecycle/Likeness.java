package dev.keymaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.providers.IssuedKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds values against the masked forms that a provider shows of its keys. Pure. */
final class Likeness {
  /** Fewer characters than that, before or after what is left out, tell no key from another. */
  private static final int LEAST = 4;

  private static final Pattern MASKED = Pattern.compile("(.*?)(?:\\.{3}|…|\\*{3,})(.*)");

  private Likeness() {}

  /** Returns the one key there that may have that value; empty if none has, or several. */
  static Optional<IssuedKey> find(List<IssuedKey> listed, Secret value) {
    List<IssuedKey> alike = listed.stream().filter(key -> isTold(key.hint(), value)).toList();
    return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
  }

  private static boolean isTold(String hint, Secret value) {
    Matcher shown = MASKED.matcher(hint);
    return shown.matches()
        && shown.group(1).length() >= LEAST
        && shown.group(2).length() >= LEAST
        && fits(shown.group(1), shown.group(2), value);
  }

  /** Tells whether a key that is shown so may have that value; what is not masked says nothing. */
  static boolean isPossible(String hint, Secret value) {
    Matcher shown = MASKED.matcher(hint);
    return !shown.matches() || fits(shown.group(1), shown.group(2), value);
  }

  @RevealsSecret("compares it with what its provider shows of it")
  private static boolean fits(String head, String tail, Secret value) {
    byte[] first = head.getBytes(UTF_8);
    byte[] last = tail.getBytes(UTF_8);
    byte[] bytes = value.reveal();
    int rest = bytes.length - last.length;
    boolean fits =
        rest >= first.length
            && Arrays.equals(bytes, 0, first.length, first, 0, first.length)
            && Arrays.equals(bytes, rest, bytes.length, last, 0, last.length);
    Arrays.fill(bytes, (byte) 0);
    return fits;
  }
}
