package dev.keymaster.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as its provider lists it.
 *
 * @param id how the provider names it
 * @param name what it was called when it was made; may be empty
 * @param hint the masked value that the provider shows; may be empty
 * @param enabled whether it can be used
 * @param created when it was made; null if the provider does not tell
 * @param expires when it ceases to be good; null if never or not told
 * @param lastUsed when it was last used; null if never or not told
 */
public record IssuedKey(
    IssuedId id,
    String name,
    String hint,
    boolean enabled,
    @Nullable Instant created,
    @Nullable Instant expires,
    @Nullable Instant lastUsed) {}
