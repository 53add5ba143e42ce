package dev.keymaster.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a provider did not do what was asked.
 *
 * @param kind what that means for the caller
 * @param message one line for a person: what the provider said, or what went wrong on the way.
 *     Never holds a key or a token
 * @param status the HTTP status; 0 if there was no answer
 * @param retryAfter how long the provider asks to wait; null if it does not say
 */
public record Failure(Kind kind, String message, int status, @Nullable Duration retryAfter) {
  /** What a failure means. */
  public enum Kind {
    /** The provider has no such call. */
    UNSUPPORTED,
    /** The credential is not good, or not of the kind that may do this (401, most 403). */
    NOT_ALLOWED,
    /** What was asked for does not exist (404). */
    NOT_FOUND,
    /** The provider refuses the request as it stands (other 4xx); asking again changes nothing. */
    REFUSED,
    /** Too many requests, or none left (429). */
    RATE_LIMITED,
    /**
     * Nothing was done: no connection, or the provider says that it has trouble (5xx to a read).
     */
    UNAVAILABLE,
    /**
     * A request that changes something was sent and no clear answer came: it may have been done.
     */
    UNCERTAIN,
    /** An answer that does not fit the provider's description: nothing can be concluded from it. */
    MALFORMED
  }
}
