package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that uses an open vault, or may.
 *
 * @param id 8 hex characters
 * @param uid its user
 * @param terminal its terminal; empty if none
 * @param agent the coding agent in it; empty if none
 * @param program what asked last; empty if nothing did since the vault was opened
 * @param last when it asked last; null if it did not
 * @param requests how often it asked
 * @param proven when it last proved a slot's secret; null if it did not
 * @param code when it last gave a code; null if it did not, or too long ago
 * @param own whether it is the session of whoever asks for this
 */
public record SessionEntry(
    String id,
    long uid,
    String terminal,
    String agent,
    String program,
    @Nullable Instant last,
    long requests,
    @Nullable Instant proven,
    @Nullable Instant code,
    boolean own) {}
