package dev.keymaster.model;

/** Whether a key is handed out. */
public enum KeyStatus implements Tagged {
  /** Handed out to whoever may have it. */
  ACTIVE(1),
  /** Kept, not handed out. */
  INACTIVE(2),
  /** Removed by its owner; the provider has yet to confirm that it is revoked. Not handed out. */
  PENDING_REVOKE(3);

  private final int tag;

  KeyStatus(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }
}
