package dev.keymaster.model;

import java.time.Instant;

/**
 * An attempt to unlock a vault with a wrong secret.
 *
 * @param time when it was made
 * @param uid who made it
 * @param pid process id of whatever asked
 * @param program its name
 * @param slot the kind of slot that was tried
 */
public record FailedUnlock(Instant time, long uid, long pid, String program, SlotKind slot) {}
