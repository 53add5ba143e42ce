package dev.keymaster.audit;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of a log, in tiles of 64 (docs/format.md §9.2): any root and any proof costs O(log n)
 * reads. What is read is not believed; whoever uses a result compares it with a signed root. Not
 * thread-safe.
 */
public final class LogTiles {
  /** Hashes in a tile. */
  public static final int WIDTH = 64;

  /** The state tree has the tiles of the levels below; level l of the log is stored as this + l. */
  public static final int LEVEL = 128;

  private static final int HEIGHT = 6;
  private static final byte[] NONE_YET = new byte[MerkleFrontier.HASH];

  /** Where tiles are. */
  @FunctionalInterface
  public interface Source {
    /** Returns the hashes of the tile at that stored level, one after the other, or null. */
    byte @Nullable [] tile(int level, long index);
  }

  private final Source source;
  private int lastLevel = -1;
  private long lastIndex = -1;
  private byte @Nullable [] last;

  /** Reads tiles from a source, one at a time. */
  public LogTiles(Source source) {
    this.source = source;
  }

  /** Returns the hash of a leaf, or null if no tile has it. */
  public byte @Nullable [] leaf(long number) {
    return entry(0, number);
  }

  /** Returns the root over the first {@code size} leaves; CORRUPT if hashes are missing. */
  public byte[] root(long size) {
    return size == 0 ? new MerkleFrontier().root() : range(0, size);
  }

  /** Returns the roots of the complete subtrees of the first {@code size} leaves. */
  MerkleFrontier frontier(long size) {
    List<byte[]> roots = new ArrayList<>();
    long done = 0;
    for (long bit = Long.highestOneBit(size); bit > 0; bit >>= 1) {
      if ((size & bit) != 0) {
        roots.add(subtree(Long.numberOfTrailingZeros(bit), done / bit));
        done += bit;
      }
    }
    return new MerkleFrontier(size, roots);
  }

  /** Returns the proof that the tree of {@code size} leaves has the one at {@code index}. */
  public List<byte[]> inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new BugException("no leaf " + index + " in a tree of " + size);
    }
    return path(index, 0, size);
  }

  private List<byte[]> path(long index, long from, long to) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    long middle = from + split(to - from);
    boolean left = index < middle;
    List<byte[]> proof = left ? path(index, from, middle) : path(index, middle, to);
    proof.add(left ? range(middle, to) : range(from, middle));
    return proof;
  }

  /** Returns the proof that the tree of {@code size} leaves begins with that of {@code from}. */
  public List<byte[]> consistency(long from, long size) {
    if (from < 1 || from > size) {
      throw new BugException("a tree of " + size + " leaves begins with no tree of " + from);
    }
    return beginning(from, 0, size, true);
  }

  /** SUBPROOF of the RFC; {@code known}: whoever checks has the hash of this range already. */
  private List<byte[]> beginning(long end, long from, long to, boolean known) {
    if (end == to) {
      return known ? new ArrayList<>() : new ArrayList<>(List.of(range(from, to)));
    }
    long middle = from + split(to - from);
    boolean left = end <= middle;
    List<byte[]> proof =
        left ? beginning(end, from, middle, known) : beginning(end, middle, to, false);
    proof.add(left ? range(middle, to) : range(from, middle));
    return proof;
  }

  /** The largest power of two below {@code size}, which is at least 2. */
  private static long split(long size) {
    return Long.highestOneBit(size - 1);
  }

  private byte[] range(long from, long to) {
    long size = to - from;
    if (Long.bitCount(size) == 1) {
      return subtree(Long.numberOfTrailingZeros(size), from / size);
    }
    long middle = from + split(size);
    return MerkleFrontier.node(range(from, middle), range(middle, to));
  }

  /** Returns the root of the complete subtree of 2^height leaves with that number. */
  byte[] subtree(int height, long index) {
    int level = height / HEIGHT;
    int width = 1 << (height % HEIGHT);
    MerkleFrontier hashes = new MerkleFrontier();
    for (int i = 0; i < width; i++) {
      byte[] entry = entry(level, index * width + i);
      if (entry == null) {
        throw KeymasterException.corrupt("hashes of the log are missing in the vault file");
      }
      hashes.append(entry);
    }
    return hashes.root();
  }

  private byte @Nullable [] entry(int level, long number) {
    byte[] tile = tile(level, number / WIDTH);
    int at = (int) (number % WIDTH) * MerkleFrontier.HASH;
    if (tile == null || tile.length < at + MerkleFrontier.HASH) {
      return null;
    }
    byte[] hash = Arrays.copyOfRange(tile, at, at + MerkleFrontier.HASH);
    return Arrays.equals(hash, NONE_YET) ? null : hash;
  }

  /** Remembers the one that was read last: hashes are asked for in their order. */
  private byte @Nullable [] tile(int level, long index) {
    if (level != lastLevel || index != lastIndex) {
      last = source.tile(LEVEL + level, index);
      lastLevel = level;
      lastIndex = index;
    }
    return last;
  }
}
