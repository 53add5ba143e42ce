package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.Locale;

/** Constants as words: {@code NEW_VERSION} is {@code new-version}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <T extends Enum<T>> T as(T[] constants, String word) {
    for (T constant : constants) {
      if (of(constant).equals(word)) {
        return constant;
      }
    }
    throw KeymasterException.usage("unknown word in JSON: " + Printable.quote(word), "");
  }
}
