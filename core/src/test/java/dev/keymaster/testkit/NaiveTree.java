package dev.keymaster.testkit;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** RFC 6962 §2.1 written down as the RFC says it, for comparison: recursive, nothing kept. */
public final class NaiveTree {
  private NaiveTree() {}

  /** Returns the tree hash over these leaf hashes. */
  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return sha256(new byte[0]);
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    node.write(1);
    node.writeBytes(root(leaves.subList(0, k)));
    node.writeBytes(root(leaves.subList(k, leaves.size())));
    return sha256(node.toByteArray());
  }

  /** Returns the hash of a content. */
  public static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
