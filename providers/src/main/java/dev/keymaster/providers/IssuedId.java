package dev.keymaster.providers;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a provider names a key: what has to be kept beside a minted key, since the value alone cannot
 * be managed. OpenRouter: {@code hash}. OpenAI: {@code project}, {@code service-account}, {@code
 * key}.
 *
 * @param parts name to value, sorted; nothing secret
 */
public record IssuedId(Map<String, String> parts) {
  /** Copies and sorts. */
  public IssuedId {
    parts = Collections.unmodifiableMap(new TreeMap<>(parts));
  }
}
