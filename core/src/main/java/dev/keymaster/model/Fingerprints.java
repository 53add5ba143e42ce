package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * Port: keeps, outside the vault file, what tells a value that is met elsewhere while the vault is
 * locked (docs/format.md, "Fingerprints"). An aid, not a record: it may forget, and nothing that
 * happens to it makes a commit fail. Vaults are named by their 16-byte ids.
 */
public interface Fingerprints {
  /** Length of one record, bytes. */
  int RECORD = 256;

  /** Keeps nothing. */
  Fingerprints NONE =
      new Fingerprints() {
        @Override
        public byte @Nullable [] key(byte[] vaultId) {
          return null;
        }

        @Override
        public void add(byte[] vaultId, byte[] records) {}

        @Override
        public void complete(byte[] vaultId) {}

        @Override
        public @Nullable Book book(byte[] vaultId) {
          return null;
        }
      };

  /**
   * All that is kept of a vault.
   *
   * @param key 32 bytes
   * @param records one after the other
   * @param complete whether every value that the vault had at some time was looked at
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Book(byte[] key, byte[] records, boolean complete) {}

  /**
   * Returns the key under which values of that vault are known, 32 bytes, made when it is first
   * asked for; null if nothing can be kept.
   */
  byte @Nullable [] key(byte[] vaultId);

  /** Adds records; never fails. */
  void add(byte[] vaultId, byte[] records);

  /** Notes that every value of the vault was looked at by now; never fails. */
  void complete(byte[] vaultId);

  /** Returns what is kept of that vault; null if that is nothing, or cannot be read. */
  @Nullable Book book(byte[] vaultId);
}
