package dev.keymaster.model;

import java.time.Instant;

/**
 * A request that waits for a person.
 *
 * @param id 8 hex characters
 * @param time when it was made
 * @param request what is asked for: {@code reveal of km://prod/openai}
 * @param who user, programs and coding agent, in one line
 * @param directory where it was asked; may be empty
 */
public record PendingApproval(
    String id, Instant time, String request, String who, String directory) {}
