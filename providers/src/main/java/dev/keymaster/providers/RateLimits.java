package dev.keymaster.providers;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rate-limit headers of an answer, as they stand, sorted by name in lower case.
 *
 * @param fields name to value
 */
public record RateLimits(Map<String, String> fields) {
  /** An answer that says nothing about rates. */
  public static final RateLimits NONE = new RateLimits(Map.of());

  /** Copies and sorts. */
  public RateLimits {
    fields = Collections.unmodifiableMap(new TreeMap<>(fields));
  }
}
