package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of something about a key at its provider.
 *
 * @param ref which key
 * @param ending how far it came
 * @param note what there is to say about it, in one line; may be empty
 * @param until when it goes on; null if it does not, or nobody knows
 */
public record Progress(KeyRef ref, Ending ending, String note, @Nullable Instant until) {
  /** How far something came. */
  public enum Ending {
    /** To its end. */
    DONE,
    /** The new key is handed out, and the old one is ended later, as was wished. */
    SCHEDULED,
    /** It came to its end, or its old key is ended later, but who was to be told was not. */
    UNTOLD,
    /** A provider could not be reached or did not agree: it is tried again. */
    PENDING,
    /** It did not come about; all is as it was. */
    FAILED,
    /** Another process works on it. */
    BUSY
  }
}
