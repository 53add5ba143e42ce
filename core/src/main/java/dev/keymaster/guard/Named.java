package dev.keymaster.guard;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What somebody names by the beginning of its id: one thing or none, never the first of several.
 */
final class Named {
  private Named() {}

  /**
   * Returns the only one.
   *
   * @param what such as {@code session}
   * @param hint the command that lists them
   * @throws KeymasterException NOT_FOUND if there is none, CONFLICT if there are more
   */
  static <T> T only(Stream<T> all, Function<T, String> id, String typed, String what, String hint) {
    List<T> named =
        all.filter(each -> !typed.isEmpty() && id.apply(each).startsWith(typed)).toList();
    if (named.size() == 1) {
      return named.getFirst();
    }
    throw named.isEmpty()
        ? new KeymasterException(
            Code.NOT_FOUND, "there is no " + what + " " + Printable.quote(typed), hint)
        : new KeymasterException(
            Code.CONFLICT,
            named.size() + " ids begin like " + Printable.quote(typed),
            "give more of it: " + hint);
  }
}
