package dev.keymaster.model;

/** Port: the source of random bytes; cryptographically strong everywhere but in tests. */
@FunctionalInterface
public interface Randomness {
  /** Fills the whole array. */
  void fill(byte[] target);

  /** Returns {@code count} random bytes. */
  default byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    fill(bytes);
    return bytes;
  }
}
