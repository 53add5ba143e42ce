package dev.keymaster.model;

/** Where a version of a key is in its life. */
public enum VersionState {
  /** Stored, not yet in use: a rotation that has not switched. */
  PENDING,
  /** The one that is handed out. At most one per key. */
  CURRENT,
  /** Was current; can be rolled back to. */
  RETIRED,
  /** Its key material is erased: number, dates and hint remain, the value is gone for good. */
  DESTROYED
}
