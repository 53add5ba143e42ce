package dev.keymaster.model;

import java.time.Instant;

/**
 * One way to unlock a vault, as its owner sees it: nothing secret.
 *
 * @param id 16 random bytes in lower-case hex, unique in the vault
 * @param kind how it unlocks
 * @param label chosen by its owner, 1 to 256 characters; for a key file its path, else free
 * @param created when it was added
 * @param kdf how a passphrase is stretched, such as {@code argon2id m=64MiB t=3 p=1}; empty for
 *     other kinds
 */
public record Slot(String id, SlotKind kind, String label, Instant created, String kdf) {}
