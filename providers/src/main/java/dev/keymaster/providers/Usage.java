package dev.keymaster.providers;

import org.jspecify.annotations.Nullable;

/**
 * What a key, or where the provider counts no finer, its account used.
 *
 * @param used what was spent; null if the provider tells only what is left
 * @param limit most that may be spent; null for none or not told
 * @param remaining what is left, may be negative; null for no limit or not told
 * @param rateLimit requests or tokens per time as the provider words it; empty if it offers none
 * @param scope whose use this is: {@code key}, {@code account}, {@code project}
 * @param enabled whether the key can be used
 */
public record Usage(
    @Nullable Money used,
    @Nullable Money limit,
    @Nullable Money remaining,
    String rateLimit,
    String scope,
    boolean enabled) {}
