package dev.keymaster.model;

/** Whether a key is handed out. */
public enum KeyStatus {
  /** Handed out to whoever may have it. */
  ACTIVE,
  /** Kept, not handed out. */
  INACTIVE,
  /** Removed by its owner; the provider has yet to confirm that it is revoked. Not handed out. */
  PENDING_REVOKE
}
