package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says that a key used.
 *
 * @param ref the key
 * @param service its provider
 * @param used what was spent, a decimal number; null if the provider does not tell
 * @param limit most that may be spent; null for none
 * @param remaining what is left; null without a limit
 * @param currency of these amounts; empty if there are none
 * @param rateLimit requests or tokens per time as the provider words it; empty if it offers none
 * @param enabled whether the key can be used
 * @param failure why nothing of that is known; empty if it is
 */
public record KeyUsage(
    KeyRef ref,
    ServiceName service,
    @Nullable String used,
    @Nullable String limit,
    @Nullable String remaining,
    String currency,
    String rateLimit,
    boolean enabled,
    String failure) {
  /** Nothing is known. */
  public static KeyUsage unknown(KeyRef ref, ServiceName service, String failure) {
    return new KeyUsage(ref, service, null, null, null, "", "", false, failure);
  }
}
