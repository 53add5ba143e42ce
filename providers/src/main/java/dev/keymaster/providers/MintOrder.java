package dev.keymaster.providers;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
 * @param replaces the key in whose place it will be used; null for none
 */
public record MintOrder(
    String name,
    @Nullable Money limit,
    Reset reset,
    @Nullable Instant expires,
    Map<String, String> settings,
    @Nullable IssuedId replaces) {
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

  /** An order of a key that replaces none. */
  public MintOrder(
      String name,
      @Nullable Money limit,
      Reset reset,
      @Nullable Instant expires,
      Map<String, String> settings) {
    this(name, limit, reset, expires, settings, null);
  }

  /** The same for a key that is to replace that one, which stays good. */
  public MintOrder replacing(IssuedId old) {
    return new MintOrder(name, limit, reset, expires, settings, old);
  }

  /** Returns a setting that lists things, with commas between them. */
  List<String> list(String named) {
    return List.of(setting(named).split(" *, *", -1));
  }

  /** Returns a setting; empty if it is not there. */
  String setting(String named) {
    return settings.getOrDefault(named, "");
  }
}
