package dev.keymaster.policy;

import java.time.Instant;

/**
 * What was done at a time, or within some time before it.
 *
 * @param time when the last of it was done
 * @param count how much
 */
public record Mark(Instant time, int count) {}
