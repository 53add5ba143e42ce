package dev.keymaster.testkit;

import dev.keymaster.model.HighWater;

/** A machine that remembers nothing. */
public final class NoHeight implements HighWater {
  @Override
  public long seen(byte[] vaultId) {
    return -1;
  }

  @Override
  public void advance(byte[] vaultId, long sequence) {}

  @Override
  public void reset(byte[] vaultId, long sequence) {}
}
