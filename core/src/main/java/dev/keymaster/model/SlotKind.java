package dev.keymaster.model;

import java.util.Locale;

/** The ways to unlock a vault. The {@link #tag} is what the format stores (docs/format.md §4). */
public enum SlotKind implements Tagged {
  /** A passphrase that a person types; stretched by a password KDF. */
  PASSPHRASE(1),
  /** 32 random bytes in a file of mode 0600. */
  KEY_FILE(2),
  /** 32 random bytes in the environment variable KEYMASTER_MASTER_KEY, meant for CI. */
  ENVIRONMENT(3),
  /** 32 random bytes in the keychain of the operating system. */
  KEYCHAIN(4),
  /** 160 random bits on paper. */
  RECOVERY(5);

  private final int tag;

  SlotKind(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }

  /** Returns the word that commands use: {@code key-file}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
