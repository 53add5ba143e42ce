package dev.keymaster.model;

/**
 * What there is to be told of a rotation while it happens. No value is in it.
 *
 * @param moment when
 * @param ref which key
 * @param service at which provider
 * @param old version that is replaced
 * @param fresh version of the new key; 0 if there is none yet
 * @param detail what there is to say about it, in one line; may be empty
 */
public record Turn(
    Moment moment, KeyRef ref, ServiceName service, int old, int fresh, String detail) {
  /** How the beginning of a rotation is recorded: the provider comes after it. */
  public static final String BEGUN = "begun at ";

  /** How it is recorded that the new key is handed out. */
  public static final String HANDED_OUT = "handed out from now on";

  /** When something is told. */
  public enum Moment {
    /** Nothing was asked of the provider yet. */
    BEFORE,
    /** The new key is handed out, and the old one is not ended yet. */
    AFTER,
    /** It did not come about: the old key is handed out as before. */
    FAILED
  }
}
