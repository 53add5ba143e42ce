package dev.keymaster.model;

/**
 * What became of a {@link NewKey}.
 *
 * @param outcome created, new version, or unchanged because the value was the same
 * @param record the key as it is now
 */
public record Stored(Outcome outcome, KeyRecord record) {
  /** What happened. */
  public enum Outcome {
    /** The key is new. */
    CREATED,
    /** The key has a new current version. */
    NEW_VERSION,
    /** The value was the current one already; nothing was written. */
    UNCHANGED
  }
}
