package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.BugException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Hashes of the state tree (docs/format.md §8) without an object for each: a large vault has a
 * million. Not thread-safe.
 */
final class NodeHash {
  static final int LENGTH = MerkleFrontier.HASH;

  /** Bytes of what a leaf binds of a row: position, kind, locator, length, head, tag. */
  static final int TAG = 8 + 1 + 32 + 4 + 56 + 16;

  private final MessageDigest digest = MerkleFrontier.sha256();
  private final byte[] leaf = new byte[1 + TAG];

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
    digest.update((byte) 1);
    finish(hashes, first * LENGTH, count * LENGTH, out, slot);
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
