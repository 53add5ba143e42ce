package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Reports of costs that come in buckets of a day: {@code data[].results[]}, page by page. */
final class Costs {
  private static final Duration COUNTED = Duration.ofDays(30);

  private Costs() {}

  /** Returns the beginning of the 30 whole days, UTC, that are counted. */
  static Instant since(Instant now) {
    return now.truncatedTo(ChronoUnit.DAYS).minus(COUNTED);
  }

  /**
   * Adds up what a report says.
   *
   * @param amount where a result has its amount
   */
  static Reply<BigDecimal> sum(Api api, Secret credential, String target, String amount) {
    Reply<List<BigDecimal>> costs =
        Pages.all(
            api,
            credential,
            target,
            "page",
            page ->
                page.list("data").stream()
                    .flatMap(bucket -> bucket.list("results").stream())
                    .map(result -> result.number(amount).orElse(BigDecimal.ZERO)),
            (page, cursor) -> page.is("has_more") ? page.text("next_page").orElse(null) : null);
    return costs.map(all -> all.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
  }
}
