package dev.keymaster.providers;

/** How a key came to its end. */
public enum Revoked {
  /** The provider ended it now. */
  NOW,
  /** The provider knew no such key: it had ended before. */
  BEFORE
}
