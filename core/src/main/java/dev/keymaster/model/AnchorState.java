package dev.keymaster.model;

import java.time.Instant;

/**
 * What became of the last checkpoint that was brought to an anchor.
 *
 * @param place what the anchor is called
 * @param events how many events the newest checkpoint that it took has; -1 if it took none
 * @param time when that was, or when it failed first since
 * @param failure why it takes none; empty if it does
 */
public record AnchorState(String place, long events, Instant time, String failure) {}
