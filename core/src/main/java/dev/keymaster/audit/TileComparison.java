package dev.keymaster.audit;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Compares the tiles that a log must have with those that are stored. Not thread-safe. */
public final class TileComparison implements TileWriter.Target {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Tile(long index, byte[] hashes) {}

  private final LogTiles.Source stored;
  private final Map<Integer, Tile> last = new TreeMap<>();
  private boolean differs;

  /** Compares with the tiles of that source. */
  public TileComparison(LogTiles.Source stored) {
    this.stored = stored;
  }

  @Override
  public void tile(int level, long index, byte[] hashes) {
    Tile before = last.put(level, new Tile(index, hashes));
    if (before != null && before.index() != index) {
      compare(level, before);
    }
  }

  /** Tells whether all are as they must be, after the last one was given. */
  public boolean holds() {
    last.forEach(this::compare);
    return !differs;
  }

  private void compare(int level, Tile tile) {
    byte[] found = stored.tile(level, tile.index());
    differs |= found == null || !Arrays.equals(filled(found, tile.hashes().length), tile.hashes());
  }

  /** Puts zeros for hashes that are missing at the end, as a writer does. */
  private static byte[] filled(byte[] tile, int length) {
    boolean whole = tile.length % MerkleFrontier.HASH == 0 && tile.length <= length;
    return whole ? Arrays.copyOf(tile, length) : tile;
  }
}
