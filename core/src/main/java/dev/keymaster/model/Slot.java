package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One way to unlock a vault, as its owner sees it: nothing secret.
 *
 * @param id 16 random bytes in lower-case hex, unique in the vault
 * @param kind how it unlocks
 * @param label chosen by its owner, 1 to 256 characters; for a key file its path, else free
 * @param created when it was added
 * @param kdf how its passphrase is stretched; null for other kinds
 */
public record Slot(
    String id, SlotKind kind, String label, Instant created, @Nullable Stretching kdf) {
  /** Returns how its passphrase is stretched, in words; empty for other kinds. */
  public String kdfWords() {
    return kdf == null ? "" : kdf.words();
  }
}
