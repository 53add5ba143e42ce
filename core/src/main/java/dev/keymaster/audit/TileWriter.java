package dev.keymaster.audit;

import dev.keymaster.model.KeymasterException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the tiles of a log that grows: a full tile once, the last tile of leaves whenever it is
 * asked for. Not thread-safe.
 */
public final class TileWriter {
  /** Where tiles go. */
  @FunctionalInterface
  public interface Target {
    /** Takes the hashes of the tile at that stored level, zeros for those that it has not yet. */
    void tile(int level, long index, byte[] hashes);
  }

  /** A tile that is not full; how many full ones came before it at its level. */
  private static final class Open {
    long index;
    final ByteArrayOutputStream hashes = new ByteArrayOutputStream();
  }

  private final Target target;
  private final MerkleFrontier log;
  private final List<Open> levels = new ArrayList<>();

  /** Starts with an empty log. */
  public TileWriter(Target target) {
    this(target, new MerkleFrontier());
  }

  private TileWriter(Target target, MerkleFrontier log) {
    this.target = target;
    this.log = log;
  }

  /**
   * Goes on where a log was left.
   *
   * @param source has the tiles of the first {@code size} leaves
   * @param root of these leaves, known to be right
   * @throws KeymasterException CORRUPT if the tiles that will be continued do not fit the root
   */
  public TileWriter(LogTiles.Source source, long size, byte[] root, Target target) {
    this(target, new LogTiles(source).frontier(size));
    if (!Arrays.equals(log.root(), root)) {
      throw KeymasterException.corrupt("hashes of the log were changed in the vault file");
    }
    long count = size;
    for (int level = 0; count > 0; level++, count /= LogTiles.WIDTH) {
      Open open = open(level);
      open.index = count / LogTiles.WIDTH;
      int width = (int) (count % LogTiles.WIDTH) * MerkleFrontier.HASH;
      if (width > 0) {
        byte[] stored = source.tile(LogTiles.LEVEL + level, open.index);
        open.hashes.writeBytes(Arrays.copyOf(stored == null ? new byte[0] : stored, width));
      }
    }
  }

  /** Returns one that goes on from here for another target, and leaves this one as it is. */
  public TileWriter continued(Target next) {
    TileWriter copy = new TileWriter(next, new MerkleFrontier(log.size(), log.roots()));
    for (Open level : levels) {
      Open open = copy.open(copy.levels.size());
      open.index = level.index;
      open.hashes.writeBytes(level.hashes.toByteArray());
    }
    return copy;
  }

  /** Returns the number of leaves so far. */
  public long size() {
    return log.size();
  }

  /** Returns the root over all leaves so far. */
  public byte[] root() {
    return log.root();
  }

  /** Appends the hash of a leaf. */
  public void append(byte[] leaf) {
    append(0, leaf);
    log.append(leaf);
  }

  private void append(int level, byte[] hash) {
    Open open = open(level);
    open.hashes.writeBytes(hash);
    boolean full = open.hashes.size() == LogTiles.WIDTH * MerkleFrontier.HASH;
    if (level > 0 || full) {
      write(level, open);
    }
    if (full) {
      byte[] top = treeHash(open.hashes.toByteArray());
      open.hashes.reset();
      open.index++;
      append(level + 1, top);
    }
  }

  /** Writes the last tile of leaves, full or not. */
  public void flush() {
    if (!levels.isEmpty() && levels.getFirst().hashes.size() > 0) {
      write(0, levels.getFirst());
    }
  }

  /** Fills the tile up, so that it takes as much room as it will: the store can write in place. */
  private void write(int level, Open open) {
    byte[] filled = Arrays.copyOf(open.hashes.toByteArray(), LogTiles.WIDTH * MerkleFrontier.HASH);
    target.tile(LogTiles.LEVEL + level, open.index, filled);
  }

  private Open open(int level) {
    while (levels.size() <= level) {
      levels.add(new Open());
    }
    return levels.get(level);
  }

  private static byte[] treeHash(byte[] hashes) {
    MerkleFrontier frontier = new MerkleFrontier();
    for (int at = 0; at < hashes.length; at += MerkleFrontier.HASH) {
      frontier.append(Arrays.copyOfRange(hashes, at, at + MerkleFrontier.HASH));
    }
    return frontier.root();
  }
}
