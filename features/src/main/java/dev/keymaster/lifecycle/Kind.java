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
  CHILD(4),
  /** It is ended by its value, which was only stored here. */
  WITHDRAW(5),
  /** One version of it is stopped, as a panic wanted and could not do. */
  HALT(6);

  private final int tag;

  Kind(int tag) {
    this.tag = tag;
  }

  /** Tells whether the key is to be forgotten here in the end. */
  boolean removes() {
    return this == REVOKE || this == WITHDRAW;
  }

  @Override
  public int tag() {
    return tag;
  }
}
