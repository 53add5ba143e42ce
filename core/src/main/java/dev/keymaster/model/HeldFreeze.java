package dev.keymaster.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Port: notes of a freeze that wait beside a vault which cannot be written, until it can. They are
 * sealed by the vault; whoever can write where they lie can put anything there. Best effort.
 * Thread-safe, among programs too: a note is never changed.
 */
public interface HeldFreeze {
  /** Holds nothing. */
  HeldFreeze NONE =
      new HeldFreeze() {
        @Override
        public Map<String, byte[]> read(String vaultId) {
          return Map.of();
        }

        @Override
        public void keep(String vaultId, String name, byte[] sealed) {
          throw new KeymasterException(
              KeymasterException.Code.FAILURE, "there is no place beside the vault", "");
        }

        @Override
        public void drop(String vaultId, String name) {}
      };

  /** Most notes that {@link #read} returns; the others come when these are dropped. */
  int MOST = 64;

  /**
   * Returns what is held, by name; what cannot be read has no bytes.
   *
   * @param vaultId 32 hex characters
   */
  Map<String, byte[]> read(String vaultId);

  /**
   * Holds a note as well; FAILURE if it cannot be written either.
   *
   * @param name of its own, 1 to 64 of {@code a-z0-9}
   */
  void keep(String vaultId, String name, byte[] sealed);

  /** Holds that one no more; FAILURE with its path if it cannot be removed. */
  void drop(String vaultId, String name);

  /**
   * What could not be written.
   *
   * @param freeze that began, or that was there already
   * @param done what was done meanwhile and is to be recorded, oldest first
   */
  record Note(Freeze freeze, List<Done> done) {
    /** Copies the list. */
    public Note {
      done = List.copyOf(done);
    }
  }

  /**
   * One thing that was done.
   *
   * @param time when
   * @param subject what it was about, as the log calls it
   * @param detail what it was, in one line
   */
  record Done(Instant time, String subject, String detail) {}
}
