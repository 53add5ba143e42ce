package dev.keymaster.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of the stretches of time that usage and cost are counted in.
 *
 * @param starts of each
 * @param width of each
 * @param next what asks for the page after this one, if there is one
 */
record Buckets(List<Instant> starts, Duration width, Optional<String> next) {
  private static final String MARK = "page_";

  private static final Map<String, Duration> WIDTHS =
      Map.of("1d", Duration.ofDays(1), "1h", Duration.ofHours(1), "1m", Duration.ofMinutes(1));

  /**
   * Cuts a time into stretches.
   *
   * @param limit how many of them are a page
   * @param page what the page before gave
   */
  static Buckets of(Instant start, Instant end, String width, int limit, Optional<String> page) {
    Duration step = WIDTHS.getOrDefault(width, Duration.ofDays(1));
    long cut = start.getEpochSecond() - start.getEpochSecond() % step.toSeconds();
    int from = page.map(Buckets::position).orElse(0);
    List<Instant> starts = new ArrayList<>();
    for (int i = from; i < from + limit; i++) {
      Instant at = Instant.ofEpochSecond(cut).plus(step.multipliedBy(i));
      if (at.isBefore(end)) {
        starts.add(at);
      }
    }
    Instant after = Instant.ofEpochSecond(cut).plus(step.multipliedBy(from + limit));
    boolean more = after.isBefore(end);
    return new Buckets(starts, step, more ? Optional.of(MARK + (from + limit)) : Optional.empty());
  }

  private static int position(String page) {
    if (!page.matches(MARK + "[0-9]{1,6}")) {
      throw new Refusal(400, "Invalid page");
    }
    return Integer.parseInt(page.substring(MARK.length()));
  }

  /** Tells whether a time lies in the stretch that starts there. */
  boolean holds(Instant start, Instant time) {
    return !time.isBefore(start) && time.isBefore(start.plus(width));
  }
}
