package dev.keymaster.audit;

import dev.keymaster.model.BugException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 §2.1 (SHA-256), kept as the roots of its complete subtrees: appending
 * and the root cost O(log n), whatever the size. Not thread-safe.
 */
public final class MerkleFrontier {
  /** Length of a hash, bytes. */
  public static final int HASH = 32;

  private static final MessageDigest SHA_256 = lookUp();

  private final List<byte[]> roots;
  private long size;

  /** Starts with no leaf. */
  public MerkleFrontier() {
    this(0, List.of());
  }

  /**
   * Takes up a stored frontier.
   *
   * @param roots of the complete subtrees, largest first: one per one-bit of {@code size}
   */
  public MerkleFrontier(long size, List<byte[]> roots) {
    if (Long.bitCount(size) != roots.size()) {
      throw new BugException("a frontier has one root per one-bit of its size");
    }
    this.size = size;
    this.roots = new ArrayList<>(roots);
  }

  /** Returns the number of leaves. */
  public long size() {
    return size;
  }

  /** Returns the roots of the complete subtrees, largest first. */
  public List<byte[]> roots() {
    return List.copyOf(roots);
  }

  /** Appends the hash of a leaf. */
  public void append(byte[] leaf) {
    byte[] node = leaf;
    for (long bits = size; (bits & 1) == 1; bits >>= 1) {
      node = node(roots.removeLast(), node);
    }
    roots.add(node);
    size++;
  }

  /** Returns the root over all leaves; with none, the hash of nothing. */
  public byte[] root() {
    if (roots.isEmpty()) {
      return sha256().digest();
    }
    byte[] node = roots.getLast();
    for (int i = roots.size() - 2; i >= 0; i--) {
      node = node(roots.get(i), node);
    }
    return node;
  }

  /** Returns the hash of a leaf with that content. */
  public static byte[] leaf(byte[] content) {
    MessageDigest digest = sha256();
    digest.update((byte) 0);
    return digest.digest(content);
  }

  /** Returns the hash of an inner node. */
  public static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  /** Returns a fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone(); // a tenth of a look-up among the providers
    } catch (CloneNotSupportedException e) {
      throw new BugException("the JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("SHA-256 is part of every JDK", e);
    }
  }
}
