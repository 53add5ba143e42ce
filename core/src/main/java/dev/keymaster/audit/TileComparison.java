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
    differs |= !Arrays.equals(stored.tile(level, tile.index()), tile.hashes());
  }
}
