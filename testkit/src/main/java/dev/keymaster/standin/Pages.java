package dev.keymaster.standin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list that goes on after an id.
 *
 * @param items of the page
 * @param more whether there are others beyond it
 */
record Pages<T>(List<T> items, boolean more) {
  /** Returns the page after (or before) an id, or the first one. */
  static <T> Pages<T> of(
      List<T> all,
      Function<T, String> id,
      int limit,
      Optional<String> after,
      Optional<String> before) {
    List<String> ids = all.stream().map(id).toList();
    int from = after.map(given -> position(ids, given) + 1).orElse(0);
    int to = before.map(given -> position(ids, given)).orElse(all.size());
    if (before.isPresent()) {
      int start = Math.max(from, to - limit);
      return new Pages<>(all.subList(start, to), start > from);
    }
    int end = Math.min(to, from + limit);
    return new Pages<>(all.subList(from, end), end < to);
  }

  private static int position(List<String> ids, String id) {
    int position = ids.indexOf(id);
    if (position < 0) {
      throw new Refusal(400, "Invalid cursor");
    }
    return position;
  }

  /** Returns how many items a page may have. */
  static int limit(Ask ask, int usual, int most) {
    int limit = ask.number("limit", usual);
    if (limit < 1 || limit > most) {
      throw new Refusal(400, "limit has to be 1 to " + most);
    }
    return limit;
  }
}
