package dev.keymaster.model;

import java.util.List;

/**
 * Port: the attempts in a row that failed to unlock a vault, kept on this machine while the vault
 * is locked and cannot record them itself. Best effort: it may forget, but two programs never read
 * the same before each adds to it.
 */
public interface FailedUnlocks {
  /** From what is kept, oldest first, to what shall be. */
  @FunctionalInterface
  interface Change {
    /** Returns what shall be kept; throws to leave it as it is. */
    List<FailedUnlock> apply(List<FailedUnlock> kept);
  }

  /** Most attempts that are kept; the oldest give way. */
  int MOST = 64;

  /** Keeps nothing. */
  FailedUnlocks NONE = (vaultId, change) -> change.apply(List.of());

  /**
   * Changes what is kept of a vault, as one step for all programs of this machine.
   *
   * @param vaultId 32 hex characters
   * @param change from what is kept, oldest first, to what shall be; nothing changes if it throws
   */
  void update(String vaultId, Change change);
}
