package dev.keymaster.vault;

import dev.keymaster.model.BugException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 §2.1 (SHA-256), kept as the roots of its complete subtrees: appending
 * and the root cost O(log n), whatever the size. Not thread-safe.
 */
final class MerkleFrontier {
  static final int HASH = 32;

  private final List<byte[]> roots;
  private long size;

  MerkleFrontier() {
    this(0, List.of());
  }

  /**
   * Takes up a stored frontier.
   *
   * @param roots of the complete subtrees, largest first: one per one-bit of {@code size}
   */
  MerkleFrontier(long size, List<byte[]> roots) {
    if (Long.bitCount(size) != roots.size()) {
      throw new BugException("a frontier has one root per one-bit of its size");
    }
    this.size = size;
    this.roots = new ArrayList<>(roots);
  }

  long size() {
    return size;
  }

  List<byte[]> roots() {
    return List.copyOf(roots);
  }

  void append(byte[] leaf) {
    byte[] node = leaf;
    for (long bits = size; (bits & 1) == 1; bits >>= 1) {
      node = node(roots.removeLast(), node);
    }
    roots.add(node);
    size++;
  }

  byte[] root() {
    if (roots.isEmpty()) {
      return sha256().digest();
    }
    byte[] node = roots.getLast();
    for (int i = roots.size() - 2; i >= 0; i--) {
      node = node(roots.get(i), node);
    }
    return node;
  }

  static byte[] leaf(byte[] content) {
    MessageDigest digest = sha256();
    digest.update((byte) 0);
    return digest.digest(content);
  }

  static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("SHA-256 is part of every JDK", e);
    }
  }
}
