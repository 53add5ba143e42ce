package dev.keymaster.model;

/**
 * What came of stopping one version of a key at its provider.
 *
 * @param ref the key, with its version
 * @param service the provider
 * @param outcome what the provider did
 * @param note why it did not, in one line; may be empty
 * @param page where a person can end the key; empty if none is known
 */
public record Halted(KeyRef ref, ServiceName service, Outcome outcome, String note, String page) {
  /** Returns the same for another reason. */
  public Halted because(String why) {
    return new Halted(ref, service, outcome, why, page);
  }

  /** What became of it there. */
  public enum Outcome {
    /** Useless until it is enabled again; in a rehearsal, it would be. */
    DISABLED,
    /** Ended for good; in a rehearsal, it would be. */
    REVOKED,
    /** Good again. */
    ENABLED,
    /** The provider did not do it, or not plainly. */
    FAILED,
    /** No call is known for it here: a person has to do it. */
    BY_HAND
  }
}
