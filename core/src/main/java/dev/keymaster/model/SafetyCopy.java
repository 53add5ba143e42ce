package dev.keymaster.model;

import java.time.Instant;

/**
 * A copy of keys that was made before something destructive was done to them.
 *
 * @param id 32 hex digits
 * @param made when
 * @param reason what was about to be done: {@code remove}, {@code rekey} …
 * @param keys how many keys it holds
 */
public record SafetyCopy(String id, Instant made, String reason, int keys) {}
