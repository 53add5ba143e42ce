package dev.keymaster.lifecycle;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.MintOrder.Reset;
import dev.keymaster.providers.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is asked to make. Kept in the metadata of the key, so that a rotation asks for
 * the same again.
 *
 * @param limit most that the key may spend; null for none
 * @param reset when spending starts anew
 * @param lifetime how long the key is good; null for ever
 * @param settings what this provider needs beyond that
 */
public record Terms(
    @Nullable Money limit, Reset reset, @Nullable Duration lifetime, Map<String, String> settings) {
  /** No limit, no end. */
  public static final Terms NONE = new Terms(null, Reset.NEVER, null, Map.of());

  private static final String LIMIT = "mint.limit";
  private static final String RESET = "mint.reset";
  private static final String LIFETIME = "mint.lifetime";
  private static final String SETTING = "mint.set.";

  /** Copies and sorts. */
  public Terms {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** Reads them from the metadata of a key. */
  static Terms of(Map<String, String> metadata) {
    String limit = metadata.get(LIMIT);
    String lifetime = metadata.get(LIFETIME);
    Map<String, String> settings = new TreeMap<>();
    metadata.forEach((name, value) -> {
      if (name.startsWith(SETTING)) {
        settings.put(name.substring(SETTING.length()), value);
      }
    });
    try {
      String reset = metadata.getOrDefault(RESET, "never").toUpperCase(Locale.ROOT);
      return new Terms(
          limit == null ? null : money(limit),
          Reset.valueOf(reset),
          lifetime == null ? null : Duration.parse(lifetime),
          settings);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw KeymasterException.usage(
          "the key's metadata say in no known form what it is to be: mint.limit, mint.reset,"
              + " mint.lifetime",
          "keymaster edit NAME --unset mint.limit --unset mint.reset --unset mint.lifetime");
    }
  }

  private static Money money(String text) {
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("no currency");
    }
    return new Money(new BigDecimal(text.substring(0, space)), text.substring(space + 1));
  }

  /** Returns them as metadata of a key. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    if (limit != null) {
      metadata.put(LIMIT, limit.amount().toPlainString() + " " + limit.currency());
    }
    if (reset != Reset.NEVER) {
      metadata.put(RESET, reset.name().toLowerCase(Locale.ROOT));
    }
    if (lifetime != null) {
      metadata.put(LIFETIME, lifetime.toString());
    }
    settings.forEach((name, value) -> metadata.put(SETTING + name, value));
    return metadata;
  }

  /** Returns when a key made at that time ends; null if never. */
  @Nullable Instant end(Instant begun) {
    return lifetime == null ? null : begun.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
  }

  MintOrder order(String name, Instant begun) {
    return new MintOrder(name, limit, reset, end(begun), settings);
  }
}
