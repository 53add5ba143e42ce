package dev.keymaster.model;

/**
 * What came of asking a person about a request that waits.
 *
 * @param outcome what came of it
 * @param request what was asked
 */
public record Asked(Outcome outcome, PendingApproval request) {
  /** How it ended. */
  public enum Outcome {
    /** The person said yes: the request can be made again. */
    ALLOWED,
    /** The person said no. */
    REFUSED,
    /** The person said nothing in time. */
    UNANSWERED,
    /** There is nobody to ask. */
    NOBODY,
    /** Whoever asked is at a terminal of the person: ask there. */
    TERMINAL
  }
}
