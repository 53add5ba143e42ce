package dev.keymaster.providers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list that comes in pages. */
final class Pages {
  private static final int MOST = 1000;

  private Pages() {}

  /**
   * Reads page after page.
   *
   * @param ask asks for the page with that cursor; an empty one means the first
   * @param items what a page holds
   * @param next the cursor of the page after it, given this one's; null after the last
   */
  static <T> Reply<List<T>> all(
      Function<String, Reply<Body>> ask,
      Function<Body, List<T>> items,
      Function<Body, UnaryOperator<@Nullable String>> next) {
    List<T> all = new ArrayList<>();
    RateLimits limits = RateLimits.NONE;
    @Nullable String cursor = "";
    for (int page = 0; cursor != null && page < MOST; page++) {
      Reply<Body> reply = ask.apply(cursor);
      if (!(reply instanceof Reply.Answer<Body>(Body body, RateLimits now))) {
        return reply.map(body -> List.of());
      }
      all.addAll(items.apply(body));
      limits = now;
      cursor = next.apply(body).apply(cursor);
    }
    return cursor == null
        ? new Reply.Answer<>(List.copyOf(all), limits)
        : Api.failed(Failure.Kind.MALFORMED, "a list without end", 200, null);
  }
}
