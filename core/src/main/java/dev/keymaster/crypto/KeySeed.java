package dev.keymaster.crypto;

import java.util.Arrays;

/** 32 secret bytes that are only kept, for keys that are made of them when needed. */
public final class KeySeed implements AutoCloseable {
  private final KeyMaterial seed;

  private KeySeed(KeyMaterial seed) {
    this.seed = seed;
  }

  /** Copies the seed to its home and zeroes the given array. */
  public static KeySeed taking(byte[] seed, KeyHome home) {
    KeyMaterial held = home.hold(SealingKey.checked(seed));
    Arrays.fill(seed, (byte) 0);
    return new KeySeed(held);
  }

  /** Returns a copy of the seed, which the caller zeroes. */
  public byte[] encoded() {
    return seed.encoded();
  }

  /** Zeroes the seed; closing twice is harmless. */
  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "KeySeed[redacted]";
  }
}
