package dev.keymaster.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The state tree of docs/format.md §8 as the page says it, for comparison: nothing kept. */
public final class NaiveTileTree {
  private NaiveTileTree() {}

  /** Returns the root over these leaf hashes. */
  public static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return NaiveTree.sha256(new byte[0]);
    }
    List<byte[]> level = tiles(leaves);
    while (level.size() > 1) {
      level = tiles(level);
    }
    return level.getFirst();
  }

  private static List<byte[]> tiles(List<byte[]> hashes) {
    List<byte[]> tiles = new ArrayList<>();
    for (int first = 0; first < hashes.size(); first += 64) {
      ByteArrayOutputStream tile = new ByteArrayOutputStream();
      tile.write(1);
      hashes.subList(first, Math.min(hashes.size(), first + 64)).forEach(tile::writeBytes);
      tiles.add(NaiveTree.sha256(tile.toByteArray()));
    }
    return tiles;
  }
}
