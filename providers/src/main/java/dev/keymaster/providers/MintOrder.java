package dev.keymaster.providers;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What kind of key is wanted.
 *
 * @param name what the provider is to call it; also how a lost answer is found again
 * @param limit most that it may spend; null for no limit of its own
 * @param reset when spending starts anew
 * @param expires when it ceases to be good; null for never. Whole seconds, UTC
 * @param settings what this provider needs beyond that, by the names of its guide ({@code project},
 *     {@code workspace}, {@code service-account})
 */
public record MintOrder(
    String name,
    @Nullable Money limit,
    Reset reset,
    @Nullable Instant expires,
    Map<String, String> settings) {
  /** How often spending starts anew, at midnight UTC. */
  public enum Reset {
    /** Never. */
    NEVER,
    /** Every day. */
    DAILY,
    /** Every Monday. */
    WEEKLY,
    /** On the first of the month. */
    MONTHLY
  }

  /** Copies and sorts. */
  public MintOrder {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }
}
