package dev.keymaster.policy;

import java.time.Instant;

/**
 * Something that was done, as the log has it: what limits count.
 *
 * @param time when
 * @param request what, by whom; of the caller only user, program and coding agent are known
 */
public record Use(Instant time, Request request) {}
