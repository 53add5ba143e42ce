package dev.keymaster.model;

/** Where a version of a key is in its life. */
public enum VersionState implements Tagged {
  /** Stored, not yet in use: a rotation that has not switched. */
  PENDING(1),
  /** The one that is handed out. At most one per key. */
  CURRENT(2),
  /** Was current; can be rolled back to. */
  RETIRED(3),
  /** Its key material is erased: number, dates and hint remain, the value is gone for good. */
  DESTROYED(4);

  private final int tag;

  VersionState(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }
}
