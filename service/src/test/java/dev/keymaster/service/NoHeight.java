package dev.keymaster.service;

import dev.keymaster.model.HighWater;

/** A machine that remembers nothing. */
final class NoHeight implements HighWater {
  @Override
  public long seen(byte[] vaultId) {
    return -1;
  }

  @Override
  public void advance(byte[] vaultId, long sequence) {}

  @Override
  public void reset(byte[] vaultId, long sequence) {}
}
