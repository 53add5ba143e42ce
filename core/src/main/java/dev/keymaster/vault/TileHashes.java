package dev.keymaster.vault;

import java.util.Arrays;

/** The hashes of one tile of the state tree, 1 to 64 (docs/format.md §8). Not thread-safe. */
final class TileHashes {
  private static final int HASH = NodeHash.LENGTH;

  private byte[] hashes;

  /** Takes over stored hashes, as many as there are. */
  TileHashes(byte[] hashes) {
    this.hashes = hashes;
  }

  boolean holds(int slot, byte[] hash) {
    return Arrays.equals(hashes, slot * HASH, (slot + 1) * HASH, hash, 0, HASH);
  }

  byte[] hash(int slot) {
    return Arrays.copyOfRange(hashes, slot * HASH, (slot + 1) * HASH);
  }

  /** Changes a hash, or adds the one after the last. */
  void set(int slot, byte[] hash) {
    hashes = Arrays.copyOf(hashes, Math.max(hashes.length, (slot + 1) * HASH));
    System.arraycopy(hash, 0, hashes, slot * HASH, HASH);
  }

  /** Returns the hashes as they are stored. */
  byte[] stored() {
    return hashes.clone();
  }

  /** Returns the hash that stands for this tile in the one above. */
  byte[] hash(NodeHash hasher) {
    byte[] hash = new byte[HASH];
    hasher.tile(hashes, 0, hashes.length / HASH, hash, 0);
    return hash;
  }
}
