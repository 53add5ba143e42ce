package dev.keymaster.catalogue;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The masked form of a value: the prefix that names its kind, an ellipsis, the last four
 * characters. A value of less than 20 bytes, or with anything but printable ASCII in it, shows
 * nothing; a shorter prefix or none stands where fewer than 12 bytes would stay hidden.
 */
final class Hint {
  private static final String HIDDEN = "…";
  private static final int LEAST_LENGTH = 20;
  private static final int LEAST_HIDDEN = 12;
  private static final int TAIL = 4;

  private Hint() {}

  @RevealsSecret("the last four characters are shown to tell keys apart")
  static String of(Secret value, List<KeyKind> longestFirst) {
    byte[] bytes = value.reveal();
    try {
      return showable(bytes) ? prefix(bytes, longestFirst) + HIDDEN + tail(bytes) : HIDDEN;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static boolean showable(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0x20 || b > 0x7e) {
        return false;
      }
    }
    return bytes.length >= LEAST_LENGTH;
  }

  private static String prefix(byte[] bytes, List<KeyKind> longestFirst) {
    for (KeyKind kind : longestFirst) {
      if (kind.hasPrefix(bytes) && bytes.length - kind.prefixLength() - TAIL >= LEAST_HIDDEN) {
        return kind.prefix();
      }
    }
    return "";
  }

  private static String tail(byte[] bytes) {
    return new String(bytes, bytes.length - TAIL, TAIL, StandardCharsets.US_ASCII);
  }
}
