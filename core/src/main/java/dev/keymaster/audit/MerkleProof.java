package dev.keymaster.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Checks proofs of the Merkle tree (RFC 9162 §2.1.3.2 and §2.1.4.2). */
public final class MerkleProof {
  private MerkleProof() {}

  /**
   * Tells whether the tree with that root has the leaf.
   *
   * @param index of the leaf, from 0
   * @param size number of leaves of the tree
   * @param leaf hash of the leaf
   * @param proof hashes from the leaf's sibling up
   */
  public static boolean includes(
      long index, long size, byte[] leaf, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size || !hash(leaf) || !hashes(proof)) {
      return false;
    }
    long at = index;
    long last = size - 1;
    byte[] node = leaf;
    for (byte[] sibling : proof) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        node = MerkleFrontier.node(sibling, node);
        int zeros = at == 0 ? 0 : Long.numberOfTrailingZeros(at);
        at >>= zeros;
        last >>= zeros;
      } else {
        node = MerkleFrontier.node(node, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && MessageDigest.isEqual(node, root);
  }

  /**
   * Tells whether the tree of {@code size} leaves begins with the tree of {@code from} leaves. An
   * empty tree is the beginning of any other, so there is no proof of that.
   */
  public static boolean consistent(
      long from, byte[] fromRoot, long size, byte[] root, List<byte[]> proof) {
    if (from < 1 || from > size || !hashes(proof)) {
      return false;
    }
    if (from == size) {
      return proof.isEmpty() && MessageDigest.isEqual(fromRoot, root);
    }
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(from) == 1) {
      path.addFirst(fromRoot);
    }
    return !path.isEmpty() && climb(from, fromRoot, size, root, path);
  }

  private static boolean climb(
      long from, byte[] fromRoot, long size, byte[] root, List<byte[]> path) {
    int ones = Long.numberOfTrailingZeros(from);
    long at = (from - 1) >> ones;
    long last = (size - 1) >> ones;
    byte[] older = path.getFirst();
    byte[] newer = older;
    for (byte[] sibling : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        older = MerkleFrontier.node(sibling, older);
        newer = MerkleFrontier.node(sibling, newer);
        int zeros = at == 0 ? 0 : Long.numberOfTrailingZeros(at);
        at >>= zeros;
        last >>= zeros;
      } else {
        newer = MerkleFrontier.node(newer, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0
        && MessageDigest.isEqual(older, fromRoot)
        && MessageDigest.isEqual(newer, root);
  }

  private static boolean hashes(List<byte[]> proof) {
    return proof.size() <= 2 * Long.SIZE && proof.stream().allMatch(MerkleProof::hash);
  }

  private static boolean hash(byte[] bytes) {
    return bytes.length == MerkleFrontier.HASH;
  }
}
