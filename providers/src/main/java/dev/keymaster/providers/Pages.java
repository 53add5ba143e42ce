package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list that comes in pages. */
final class Pages {
  private static final int MOST = 1000;

  private Pages() {}

  /** Which page comes after one. */
  @FunctionalInterface
  interface Next {
    /** Returns its cursor, given this page's, which is empty for the first; null after the last. */
    @Nullable String after(Body page, String cursor);
  }

  /**
   * Reads page after page.
   *
   * @param target with a query; a cursor is added to it
   * @param parameter what the cursor is called there
   * @param items what a page holds
   */
  static <T> Reply<List<T>> all(
      Api api,
      Secret credential,
      String target,
      String parameter,
      Function<Body, Stream<T>> items,
      Next next) {
    List<T> all = new ArrayList<>();
    RateLimits limits = RateLimits.NONE;
    @Nullable String cursor = "";
    for (int page = 0; cursor != null && page < MOST; page++) {
      String at = cursor.isEmpty() ? "" : "&" + parameter + "=" + Ids.segment(cursor);
      Reply<Body> reply = api.ask(api.request("GET", target + at), credential);
      if (!(reply instanceof Reply.Answer<Body>(Body body, RateLimits now))) {
        return reply.map(body -> List.of());
      }
      items.apply(body).forEach(all::add);
      limits = now;
      cursor = next.after(body, cursor);
    }
    return cursor == null
        ? new Reply.Answer<>(List.copyOf(all), limits)
        : Api.failed(Failure.Kind.MALFORMED, "a list without end", 200, null);
  }

  /** Lists what is inside of each of several things, one after the other. */
  static <S, T> Reply<List<T>> each(List<S> places, Function<S, Reply<List<T>>> inside) {
    List<T> all = new ArrayList<>();
    RateLimits limits = RateLimits.NONE;
    for (S place : places) {
      Reply<List<T>> reply = inside.apply(place);
      if (!(reply instanceof Reply.Answer<List<T>>(List<T> found, RateLimits now))) {
        return reply;
      }
      all.addAll(found);
      limits = now;
    }
    return new Reply.Answer<>(List.copyOf(all), limits);
  }

  /** Counts the items so far, and ends with a page that has none. */
  static Next untilEmpty(String items) {
    return (page, cursor) -> {
      int count = page.list(items).size();
      int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
      return count == 0 ? null : Integer.toString(from + count);
    };
  }

  /** Goes on after the last item of a page, as {@code has_more} and {@code last_id} say. */
  static @Nullable String afterLast(Body page, String cursor) {
    return page.is("has_more")
        ? page.text("last_id").filter(last -> !last.equals(cursor)).orElse(null)
        : null;
  }
}
