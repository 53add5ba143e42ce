package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.BugException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Hashes of the state tree (docs/format.md §8) without an object for each: a large vault has a
 * million. Not thread-safe.
 */
final class NodeHash {
  static final int LENGTH = MerkleFrontier.HASH;

  /** Bytes of what a leaf binds of a row: position, kind, locator, length, head, tag. */
  static final int TAG = 8 + 1 + 32 + 4 + 56 + 16;

  private final MessageDigest digest = MerkleFrontier.sha256();
  private final TreeShape shape;
  private final byte[] leaf = new byte[1 + TAG];
  private final byte[] node = new byte[1 + 2 * LENGTH];

  NodeHash(TreeShape shape) {
    this.shape = shape;
    this.node[0] = 1;
  }

  /** Puts the hash of the row whose tag stands at {@code at}. */
  void leaf(byte[] tags, int at, byte[] out, int slot) {
    System.arraycopy(tags, at, leaf, 1, TAG);
    finish(leaf, 0, leaf.length, out, slot);
  }

  /** Puts the hash of a position without a row. */
  void freed(long position, byte[] out, int slot) {
    ByteBuffer.wrap(leaf).putLong(1, position);
    finish(leaf, 0, 1 + Long.BYTES, out, slot);
  }

  /** Puts the hash of a tile: of the {@code count} hashes that stand from {@code first} on. */
  void tile(byte[] hashes, int first, int count, byte[] out, int slot) {
    if (shape == TreeShape.TILES) {
      digest.update((byte) 1);
      finish(hashes, first * LENGTH, count * LENGTH, out, slot);
    } else {
      byte[] pairs = Arrays.copyOfRange(hashes, first * LENGTH, (first + count) * LENGTH);
      pair(pairs, count);
      System.arraycopy(pairs, 0, out, slot * LENGTH, LENGTH);
    }
  }

  /** Leaves the tree hash of RFC 6962 §2.1 in the first place. */
  private void pair(byte[] hashes, int count) {
    for (int width = count; width > 1; width = (width + 1) / 2) {
      for (int i = 0; i + 1 < width; i += 2) {
        System.arraycopy(hashes, i * LENGTH, node, 1, 2 * LENGTH);
        finish(node, 0, node.length, hashes, i / 2);
      }
      if (width % 2 == 1) { // goes up as it is
        System.arraycopy(hashes, (width - 1) * LENGTH, hashes, width / 2 * LENGTH, LENGTH);
      }
    }
  }

  /** Puts the hashes of the tiles over {@code count} hashes in their place; returns how many. */
  int raise(byte[] hashes, int count) {
    int tiles = 0;
    for (int first = 0; first < count; first += StateTree.WIDTH) {
      tile(hashes, first, Math.min(StateTree.WIDTH, count - first), hashes, tiles++);
    }
    return tiles;
  }

  private void finish(byte[] content, int from, int length, byte[] out, int slot) {
    try {
      digest.update(content, from, length);
      digest.digest(out, slot * LENGTH, LENGTH);
    } catch (DigestException e) {
      throw new BugException("SHA-256 has 32 bytes", e);
    }
  }
}
