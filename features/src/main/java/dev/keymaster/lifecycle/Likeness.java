package dev.keymaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.providers.IssuedKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds a key in its provider's list by the masked form that the provider shows of each. Pure. */
final class Likeness {
  /** Fewer characters than that, before or after what is left out, say too little. */
  private static final int LEAST = 4;

  private static final List<String> LEFT_OUT = List.of("...", "…");

  private Likeness() {}

  /** Returns the one key there that may have that value; empty if none has, or several. */
  static Optional<IssuedKey> find(List<IssuedKey> listed, Secret value) {
    List<IssuedKey> alike = listed.stream().filter(key -> fits(key.hint(), value)).toList();
    return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
  }

  private static boolean fits(String hint, Secret value) {
    for (String mark : LEFT_OUT) {
      int at = hint.indexOf(mark);
      String tail = at < 0 ? "" : hint.substring(at + mark.length());
      if (at >= LEAST && tail.length() >= LEAST) {
        return fits(hint.substring(0, at), tail, value);
      }
    }
    return false;
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
