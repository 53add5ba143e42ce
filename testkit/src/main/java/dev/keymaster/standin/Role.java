package dev.keymaster.standin;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A provider's side of an API: what it holds, and what it answers. Used under its own lock. */
abstract class Role {
  /** The headers that hold a credential somewhere. */
  static final Set<String> CREDENTIALS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "x-api-key",
          "api-key",
          "xi-api-key",
          "x-goog-api-key",
          "-assertion");

  /** Every key that was ever made, by the hash of its value. */
  final Map<String, HeldKey> keys = new LinkedHashMap<>();

  final Set<Variant> variants = EnumSet.noneOf(Variant.class);
  Clock clock = Clock.systemUTC();

  private final String base;
  private final Table table;

  /**
   * Makes one.
   *
   * @param base what the base URL has behind host and port
   * @param tables that describe the API
   */
  Role(String base, String... tables) {
    this.base = base;
    this.table = Table.of(tables);
  }

  /** Returns what the base URL has behind host and port. */
  final String base() {
    return base;
  }

  /** Returns what stands before every path. */
  String root() {
    return base();
  }

  final Table table() {
    return table;
  }

  /** Makes the value of a key. */
  abstract String newValue(HeldKey.Kind kind);

  /** Returns the masked form of a value; empty if the provider shows none. */
  String hint(String value) {
    return "";
  }

  /** Returns a name for a new key; not secret. */
  String newId(String value) {
    return Values.hex(16);
  }

  /** Puts a reason into the form that the provider uses. */
  abstract Answer failure(int status, String code, String words);

  /**
   * Finds out who asks.
   *
   * @throws Refusal if nobody may, or not this key
   */
  abstract Optional<HeldKey> admit(Ask ask, Operation operation);

  /** Does what was asked, which fits the description and may be asked by that key. */
  abstract Answer work(Ask ask, Operation operation, Optional<HeldKey> asker);

  /** Returns a request in the form that the description speaks of. */
  Ask seen(Ask ask) {
    return ask;
  }

  /** Tells whether a request may change something. */
  boolean writes(Ask ask) {
    return !ask.method().equals("GET");
  }

  /** Returns the path of a request as the description has it. */
  String path(Ask ask) {
    return ask.path();
  }

  /** Returns the refusal of a request that is no call. */
  Refusal unknown(Ask ask) {
    return table().knows(path(ask))
        ? new Refusal(405, "Method Not Allowed")
        : new Refusal(404, "Not Found");
  }

  /** Returns what an order for a key has to name at this provider. */
  Map<String, String> settings() {
    return Map.of();
  }

  /** Returns what names a key there, beside the settings of its order. */
  Map<String, String> parts(HeldKey key) {
    return Map.of("key", key.id);
  }

  /** Returns the credential that a request carries; empty if it carries none. */
  String credential(Ask ask) {
    return bearer(ask).orElse("");
  }

  /**
   * Returns what a request carries as a credential, if that is not what the journal knows it by.
   */
  String sent(Ask ask) {
    return credential(ask);
  }

  /** Returns what stands behind {@code Bearer}. */
  static Optional<String> bearer(Ask ask) {
    return ask.fields()
        .first("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** A key made, and its value, which is shown this once. */
  record Made(HeldKey key, String value) {}

  Made make(HeldKey.Kind kind, String name) {
    String value = newValue(kind);
    HeldKey key = new HeldKey(newId(value), kind, name, Values.sha256(value), hint(value), now());
    keys.put(key.hash, key);
    return new Made(key, value);
  }

  /** Returns the key with that value, if it is good now. */
  Optional<HeldKey> good(String value) {
    return Optional.ofNullable(keys.get(Values.sha256(value))).filter(key -> key.good(now()));
  }

  /** Returns the keys of a kind that were not revoked, the newest first. */
  List<HeldKey> listed(HeldKey.Kind kind) {
    return keys.values().stream().filter(key -> key.kind == kind && !key.gone).toList().reversed();
  }

  HeldKey known(HeldKey.Kind kind, String id, String words) {
    return listed(kind).stream()
        .filter(key -> key.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, words));
  }

  boolean varies(Variant variant) {
    return variants.contains(variant);
  }
}
