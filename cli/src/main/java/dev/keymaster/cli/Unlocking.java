package dev.keymaster.cli;

import dev.keymaster.model.Secret;

/** What the engine may ask of a person while it unlocks the vault. */
@FunctionalInterface
public interface Unlocking {
  /**
   * Returns a passphrase (or recovery code): from the flags, the environment or a hidden prompt.
   * The caller closes it. The same question gets the same answer within one run.
   *
   * @param prompt the whole line to show
   * @throws dev.keymaster.model.KeymasterException LOCKED if nobody can be asked
   */
  Secret passphrase(String prompt);

  /** Tells whether somebody is there who can be asked, by us or by a keychain. */
  default boolean someoneThere() {
    return false;
  }
}
