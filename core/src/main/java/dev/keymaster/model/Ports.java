package dev.keymaster.model;

import java.time.InstantSource;

/**
 * What the engine needs from the world.
 *
 * @param rows where the vault is kept
 * @param highWater what this machine has seen of it
 * @param randomness cryptographically strong
 * @param clock tells the time
 * @param failedUnlocks attempts to unlock it that failed
 * @param fingerprints what tells its values where they are met
 */
public record Ports(
    SealedRows rows,
    HighWater highWater,
    Randomness randomness,
    InstantSource clock,
    FailedUnlocks failedUnlocks,
    Fingerprints fingerprints) {
  /** Without fingerprints. */
  public Ports(
      SealedRows rows,
      HighWater highWater,
      Randomness randomness,
      InstantSource clock,
      FailedUnlocks failedUnlocks) {
    this(rows, highWater, randomness, clock, failedUnlocks, Fingerprints.NONE);
  }

  /** Without a memory of failed attempts. */
  public Ports(SealedRows rows, HighWater highWater, Randomness randomness, InstantSource clock) {
    this(rows, highWater, randomness, clock, FailedUnlocks.NONE);
  }
}
