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
  private final byte[] node = new byte[1 + 2 * LENGTH];

  NodeHash() {
    node[0] = 1;
  }

  /** Puts the hash of the row whose tag stands at {@code at}. */
  void leaf(byte[] tags, int at, byte[] out, int slot) {
    System.arraycopy(tags, at, leaf, 1, TAG);
    finish(leaf, leaf.length, out, slot);
  }

  /** Puts the hash of a position without a row. */
  void freed(long position, byte[] out, int slot) {
    ByteBuffer.wrap(leaf).putLong(1, position);
    finish(leaf, 1 + Long.BYTES, out, slot);
  }

  /** Puts the hash of the two nodes that stand one after the other from {@code slot} on. */
  void node(byte[] nodes, int slot, byte[] out, int outSlot) {
    System.arraycopy(nodes, slot * LENGTH, node, 1, 2 * LENGTH);
    finish(node, node.length, out, outSlot);
  }

  private void finish(byte[] content, int length, byte[] out, int slot) {
    try {
      digest.update(content, 0, length);
      digest.digest(out, slot * LENGTH, LENGTH);
    } catch (DigestException e) {
      throw new BugException("SHA-256 has 32 bytes", e);
    }
  }

  /** Returns the tree hash of {@code count} hashes, at least one; overwrites them. */
  byte[] root(byte[] hashes, int count) {
    for (int width = count; width > 1; width = (width + 1) / 2) {
      for (int i = 0; i + 1 < width; i += 2) {
        node(hashes, i, hashes, i / 2);
      }
      if (width % 2 == 1) {
        System.arraycopy(
            hashes, (width - 1) * LENGTH, hashes, width / 2 * LENGTH, LENGTH); // goes up as it is
      }
    }
    byte[] root = new byte[LENGTH];
    System.arraycopy(hashes, 0, root, 0, LENGTH);
    return root;
  }
}
