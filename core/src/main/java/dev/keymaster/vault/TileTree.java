package dev.keymaster.vault;

import java.util.Arrays;

/**
 * The tree over the up to 64 hashes of one tile. Keeps its inner nodes, so that a changed hash
 * costs six new ones and not sixty-three. Not thread-safe.
 */
final class TileTree {
  static final int WIDTH = 64;

  private static final int LEVELS = 7;
  private static final int HASH = NodeHash.LENGTH;

  private final NodeHash hasher;
  private final byte[][] levels = new byte[LEVELS][];
  private int count;

  /** One bit for each hash that the nodes above it do not know yet. */
  private long stale;

  /** Takes over stored hashes, as many as there are. */
  TileTree(NodeHash hasher, byte[] hashes) {
    this.hasher = hasher;
    this.count = hashes.length / HASH;
    this.stale = -1;
    levels[0] = Arrays.copyOf(hashes, WIDTH * HASH);
  }

  boolean holds(int slot, byte[] hash) {
    return Arrays.equals(levels[0], slot * HASH, (slot + 1) * HASH, hash, 0, HASH);
  }

  byte[] hash(int slot) {
    return Arrays.copyOfRange(levels[0], slot * HASH, (slot + 1) * HASH);
  }

  /** Changes a hash, or adds the one after the last. */
  void set(int slot, byte[] hash) {
    System.arraycopy(hash, 0, levels[0], slot * HASH, HASH);
    count = Math.max(count, slot + 1);
    stale |= 1L << slot;
  }

  /** Returns the hashes as they are stored. */
  byte[] hashes() {
    return Arrays.copyOf(levels[0], count * HASH);
  }

  /** Returns the tree hash of what is in the tile, at least one hash. */
  byte[] root() {
    int level = 0;
    long changed = stale;
    for (int width = count; width > 1; width = (width + 1) / 2) {
      changed = raise(level++, width, changed);
    }
    stale = 0;
    return Arrays.copyOf(levels[level], HASH);
  }

  /** Brings the nodes above the changed ones up to date; returns which those are. */
  private long raise(int level, int width, long changed) {
    if (levels[level + 1] == null) {
      levels[level + 1] = new byte[(WIDTH / 2 * HASH) >> level];
    }
    long above = 0;
    for (int i = 0; i < width; i += 2) {
      if (((changed >>> i) & 3) != 0) {
        above |= 1L << (i / 2);
        if (i + 1 < width) {
          hasher.node(levels[level], i, levels[level + 1], i / 2);
        } else {
          System.arraycopy(levels[level], i * HASH, levels[level + 1], i / 2 * HASH, HASH);
        }
      }
    }
    return above;
  }
}
