package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * Port: remembers, outside the vault file, the highest state number this machine has seen of a
 * vault, so that a whole older file put in its place is noticed (security.md SD14, decisions 4).
 */
public interface HighWater {
  /** Returns the highest number seen of that vault (16-byte id), or -1 if none is known. */
  long seen(byte[] vaultId);

  /** Remembers {@code sequence} if it is higher than what is known. May lag behind, never ahead. */
  void advance(byte[] vaultId, long sequence);

  /** Sets what is known, also downwards: after the owner accepted an older state; -1 forgets. */
  void reset(byte[] vaultId, long sequence);

  /** Returns the key that checks the log of that vault, as text, or null if none is known. */
  default @Nullable String verifier(byte[] vaultId) {
    return null;
  }

  /** Remembers that key; never fails. */
  default void pinVerifier(byte[] vaultId, String key) {}

  /** Returns the newest checkpoint of the log that was seen, a signed note, or null. */
  default @Nullable String checkpoint(byte[] vaultId) {
    return null;
  }

  /** Remembers a checkpoint; never fails. May lag behind, never ahead. */
  default void keepCheckpoint(byte[] vaultId, String note) {}
}
