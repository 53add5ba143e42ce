package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key among the arguments, where none belongs. It is in the shell's history already; no message
 * and no log of ours may carry it further.
 */
final class Slip {
  /** No key is shorter; of a longer one messages may show the beginning only. */
  private static final int TELLING = 16;

  private Slip() {}

  /** Tells whether {@code text} repeats an argument that is certainly a key. */
  static boolean repeated(String text, List<String> arguments) {
    List<String> suspects =
        arguments.stream()
            .flatMap(
                argument -> Stream.of(argument, argument.substring(argument.lastIndexOf('=') + 1)))
            .flatMap(
                argument -> Stream.of(argument, argument.substring(argument.lastIndexOf('/') + 1)))
            .filter(word -> word.length() >= TELLING && text.contains(word.substring(0, TELLING)))
            .toList();
    return !suspects.isEmpty() && suspects.stream().anyMatch(Slip::isKey);
  }

  private static boolean isKey(String word) {
    return Catalogue.builtin().recognise(word.getBytes(UTF_8)).stream()
        .anyMatch(found -> found.kind().evidence() != KeyKind.Evidence.GUESS);
  }
}
