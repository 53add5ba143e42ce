package dev.keymaster.lifecycle;

import dev.keymaster.model.Tagged;

/** How far something has come; each is durable before the next is tried. */
enum Stage implements Tagged {
  /** The provider is about to be asked for a key: it may have been asked. */
  INTENDED(1),
  /** It was asked and the answer is lost: there may be a key that nobody can use. */
  LOST(2),
  /** The new key is in the vault, not handed out. */
  MINTED(3),
  /** The provider says that it is good. */
  VERIFIED(4),
  /** The new key is handed out, the old one is good for a while. */
  SWITCHED(5),
  /** The provider is about to be asked to end a key: it may have been asked. */
  ENDING(6),
  /** The new key is not good: it is ended, and the old one stays. */
  UNDOING(7),
  /** The new key is handed out; the old one waits until that was told. */
  ANNOUNCING(8),
  /** A person brought the new key: it is in the vault, and whoever may object is asked. */
  BROUGHT(9);

  private final int tag;

  Stage(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }

  /** Tells whether it is not settled yet which key will be handed out. */
  boolean undecided() {
    return this == INTENDED
        || this == LOST
        || this == BROUGHT
        || this == MINTED
        || this == VERIFIED;
  }
}
