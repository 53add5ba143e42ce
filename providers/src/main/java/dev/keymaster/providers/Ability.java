package dev.keymaster.providers;

/** What a client can do; each is a method of {@link Vendor}. */
public enum Ability {
  /** Tell whether a key is good. */
  VERIFY,
  /** Tell whether an admin credential is good. */
  VERIFY_ADMIN,
  /** Make a key. */
  MINT,
  /** List keys. */
  LIST,
  /** Disable and enable again. */
  DISABLE,
  /** End a key by its id. */
  REVOKE,
  /** End a key by its value. */
  REVOKE_BY_VALUE,
  /** Tell what a key used. */
  USAGE
}
