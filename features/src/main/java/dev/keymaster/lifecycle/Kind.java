package dev.keymaster.lifecycle;

import dev.keymaster.model.Tagged;

/** What is under way with a key. */
enum Kind implements Tagged {
  /** It is made. */
  MINT(1),
  /** It is replaced by a new one. */
  ROTATE(2),
  /** It is ended. */
  REVOKE(3),
  /** It is made for one program, and ended with it. */
  CHILD(4);

  private final int tag;

  Kind(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }
}
