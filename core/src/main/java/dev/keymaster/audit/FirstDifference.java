package dev.keymaster.audit;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import java.util.Arrays;

/**
 * Finds the first event that differs from what a checkpoint says, going down from the root: a hash
 * of the tiles is believed where it fits the believed one above it. If tiles were changed too, the
 * way down ends early.
 */
final class FirstDifference {
  private final SealedRows.Snapshot rows;
  private final LogTiles tiles;
  private final long pruned;
  private long number;
  private boolean exact;

  FirstDifference(SealedRows.Snapshot rows, LogTiles tiles, Checkpoint trusted) {
    this.rows = rows;
    this.tiles = tiles;
    this.pruned = trusted.pruned();
    try {
      descend(trusted);
    } catch (KeymasterException missing) {
      exact = false;
    }
  }

  /** Returns its number, if {@link #exact}. */
  long number() {
    return number;
  }

  /** Tells whether the tiles told it. */
  boolean exact() {
    return exact;
  }

  private void descend(Checkpoint trusted) {
    MerkleFrontier stored = tiles.frontier(trusted.size());
    if (!Arrays.equals(stored.root(), trusted.root())) {
      return;
    }
    long done = 0;
    int root = 0;
    for (long bit = Long.highestOneBit(trusted.size()); bit > 0; bit >>= 1) {
      if ((trusted.size() & bit) == 0) {
        continue;
      }
      byte[] expected = stored.roots().get(root++);
      int height = Long.numberOfTrailingZeros(bit);
      if (!Arrays.equals(actual(height, done / bit), expected)) {
        descend(height, done / bit, expected);
        return;
      }
      done += bit;
    }
  }

  private void descend(int height, long index, byte[] expected) {
    if (height == 0) {
      number = index;
      exact = true;
      return;
    }
    byte[] left = tiles.subtree(height - 1, 2 * index);
    byte[] right = tiles.subtree(height - 1, 2 * index + 1);
    if (!Arrays.equals(MerkleFrontier.node(left, right), expected)) {
      return;
    }
    if (Arrays.equals(actual(height - 1, 2 * index), left)) {
      descend(height - 1, 2 * index + 1, right);
    } else {
      descend(height - 1, 2 * index, left);
    }
  }

  private byte[] actual(int height, long index) {
    long first = index << height;
    MerkleFrontier leaves = new MerkleFrontier();
    try (Events events = new Events(rows, tiles, pruned, first)) {
      for (long i = 0; i < 1L << height; i++) {
        leaves.append(events.leaf(first + i));
      }
    }
    return leaves.root();
  }
}
