package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * An unlock slot to be added. The receiver closes {@code secret}.
 *
 * @param kind how it unlocks
 * @param label 1 to 256 characters; for a key file the path to write
 * @param secret the passphrase of a passphrase slot; null for all others, whose secret is generated
 * @param kdf for a passphrase slot; ignored otherwise
 */
public record NewSlot(SlotKind kind, String label, @Nullable Secret secret, Kdf kdf) {
  /** How a passphrase is stretched. */
  public enum Kdf {
    /** Argon2id, m=64 MiB, t=3, p=1 (security.md SD1). */
    ARGON2ID,
    /** PBKDF2-HMAC-SHA256, 600,000 iterations, for places that allow nothing else. */
    PBKDF2
  }
}
