package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Merkle tree over all rows, 64 hashes to a node, which is called a tile (docs/format.md §8).
 *
 * <p>No tile is believed before its tree hash was found in the tile above it, up to the root that
 * the sealed head holds: a change next to a forged row must not make the forgery good. Not
 * thread-safe; lives as long as one snapshot.
 */
final class StateTree {
  /** Hashes in a full tile. */
  static final int WIDTH = 64;

  private static final int HASH = NodeHash.LENGTH;

  /** Positions whose rows are read at once: the leaves below one tile of the second level. */
  private static final int CHUNK = WIDTH * WIDTH;

  /** Levels of tiles over one chunk of several. */
  private static final int CHUNK_LEVELS = 2;

  private record Tile(int level, long index) implements Comparable<Tile> {
    Tile parent() {
      return new Tile(level + 1, index / WIDTH);
    }

    @Override
    public int compareTo(Tile other) {
      int levels = Integer.compare(level, other.level);
      return levels != 0 ? levels : Long.compare(index, other.index);
    }
  }

  private final SealedRows.Snapshot source;
  private final byte[] root;
  private final TreeShape shape;
  private final NodeHash hasher;
  private final Map<Tile, TileHashes> tiles = new TreeMap<>();
  private final Set<Tile> dirty = new HashSet<>();
  private final long storedSize;
  private long size;

  StateTree(SealedRows.Snapshot source, TreeShape shape, long size, byte[] root) {
    this.source = source;
    this.shape = shape;
    this.hasher = new NodeHash(shape);
    this.storedSize = size;
    this.size = size;
    this.root = root;
  }

  /** Refuses a row that is not the one the tree has at its position. */
  void check(SealedRow row) {
    check(row.position(), leaf(row));
  }

  private void check(long position, byte[] leaf) {
    if (position < 0 || position >= size) {
      throw tampered();
    }
    if (!load(new Tile(0, position / WIDTH)).holds((int) (position % WIDTH), leaf)) {
      throw tampered();
    }
  }

  /** Refuses any set of rows but the one that the tree has. Looks at no tile if it can. */
  void checkRows() {
    if (dirty.isEmpty()) {
      checkStored();
    } else {
      try (SealedRows.Cursor<SealedRow> rows = source.rows()) {
        checkAll(rows);
      }
    }
  }

  private void checkStored() {
    if (source.hasRowsBeyond(storedSize) || !MessageDigest.isEqual(rootOfRows(), root)) {
      throw tampered();
    }
  }

  /** Computes the root without the tiles: hashing on one processor while the other one reads. */
  private byte[] rootOfRows() {
    if (storedSize == 0) {
      return rootOfNothing();
    }
    int levels = levels(storedSize);
    if (storedSize <= CHUNK) {
      int count = (int) storedSize;
      return chunkHash(source.tags(0, count), 0, count, levels);
    }
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    Conveyor<byte[]> hashing = new Conveyor<>(chunks::writeBytes);
    for (long first = 0; first < storedSize; first += CHUNK) {
      long from = first;
      int count = (int) Math.min(CHUNK, storedSize - first);
      byte[] tags = source.tags(first, count);
      hashing.add(() -> chunkHash(tags, from, count, CHUNK_LEVELS));
    }
    hashing.finish();
    return raised(hasher, chunks.toByteArray(), levels - CHUNK_LEVELS);
  }

  private static byte[] rootOfNothing() {
    return MerkleFrontier.sha256().digest();
  }

  /** Returns the hash, so many levels up, of the {@code count} positions from {@code first} on. */
  private byte[] chunkHash(byte[] tags, long first, int count, int levels) {
    NodeHash own = new NodeHash(shape); // chunks are hashed side by side
    byte[] hashes = new byte[count * HASH];
    ByteBuffer positions = ByteBuffer.wrap(tags);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (at < tags.length && positions.getLong(at) == first + i) {
        own.leaf(tags, at, hashes, i);
        at += NodeHash.TAG;
      } else {
        own.freed(first + i, hashes, i);
      }
    }
    if (at != tags.length) { // a row twice, or out of order
      throw tampered();
    }
    return raised(own, hashes, levels);
  }

  /** Returns the one hash that so many levels of tiles make of these; overwrites them. */
  private static byte[] raised(NodeHash hasher, byte[] hashes, int levels) {
    int count = hashes.length / HASH;
    for (int level = 0; level < levels; level++) {
      count = hasher.raise(hashes, count);
    }
    return Arrays.copyOf(hashes, HASH);
  }

  /** Returns how many levels of tiles there are, at least one. */
  private static int levels(long size) {
    int levels = 1;
    while (count(levels, size) > 1) {
      levels++;
    }
    return levels;
  }

  /**
   * As {@link #checkRows}, but by the tiles, which so are checked too.
   *
   * @param rows ascend by position
   */
  void checkAll(SealedRows.Cursor<SealedRow> rows) {
    long position = 0;
    for (SealedRow row = rows.next(); row != null; row = rows.next()) {
      if (row.position() < position) { // a hostile store may serve a row twice to hide another
        throw tampered();
      }
      for (; position < row.position(); position++) {
        check(position, freedLeaf(position));
      }
      check(row);
      position++;
    }
    for (; position < size; position++) {
      check(position, freedLeaf(position));
    }
  }

  /** Sets the leaf of a position; the one after the last makes the tree grow. */
  void set(long position, byte[] leaf) {
    put(new Tile(0, position / WIDTH), (int) (position % WIDTH), leaf);
    size = Math.max(size, position + 1);
  }

  /** Writes what changed and returns the new root. */
  byte[] flush(SealedRows.Transaction target) {
    byte[] top = size == 0 ? rootOfNothing() : root;
    for (int level = 0; !dirty.isEmpty(); level++) {
      top = raise(level, target);
    }
    return top;
  }

  private byte[] raise(int level, SealedRows.Transaction target) {
    byte[] hash = root;
    for (Tile tile : dirty.stream().filter(t -> t.level() == level).sorted().toList()) {
      TileHashes changed = load(tile);
      target.putTile(tile.level(), tile.index(), changed.stored());
      hash = changed.hash(hasher);
      dirty.remove(tile);
      if (count(level, size) > WIDTH) {
        put(tile.parent(), (int) (tile.index() % WIDTH), hash);
      }
    }
    return hash;
  }

  private void put(Tile tile, int slot, byte[] hash) {
    TileHashes hashes = exists(tile) || tiles.containsKey(tile) ? load(tile) : fresh(tile);
    hashes.set(slot, hash);
    dirty.add(tile);
  }

  /** A new tile; the first of a new level starts with the old root, whose tile it now covers. */
  private TileHashes fresh(Tile tile) {
    byte[] hashes = tile.level() > 0 && tile.index() == 0 ? root : new byte[0];
    TileHashes made = new TileHashes(hashes);
    tiles.put(tile, made);
    return made;
  }

  private boolean exists(Tile tile) {
    return tile.index() * WIDTH < count(tile.level(), storedSize)
        && (tile.level() == 0 || count(tile.level() - 1, storedSize) > WIDTH);
  }

  /** Returns a tile that is known to be good. */
  private TileHashes load(Tile tile) {
    TileHashes known = tiles.get(tile);
    if (known != null) {
      return known;
    }
    byte[] hashes = source.tile(tile.level(), tile.index());
    long width = Math.min(WIDTH, count(tile.level(), storedSize) - tile.index() * WIDTH);
    if (hashes == null || hashes.length != width * HASH) {
      throw tampered();
    }
    TileHashes loaded = new TileHashes(hashes);
    if (!MessageDigest.isEqual(loaded.hash(hasher), expected(tile))) {
      throw tampered();
    }
    tiles.put(tile, loaded);
    return loaded;
  }

  /** What the tile above, or the head, says this tile's tree hash must be. */
  private byte[] expected(Tile tile) {
    if (count(tile.level(), storedSize) <= WIDTH) {
      return root;
    }
    return load(tile.parent()).hash((int) (tile.index() % WIDTH));
  }

  private static long count(int level, long size) {
    long count = size;
    for (int i = 0; i < level; i++) {
      count = (count + WIDTH - 1) / WIDTH;
    }
    return count;
  }

  static byte[] leaf(SealedRow row) {
    byte[] sealed = row.sealed();
    if (sealed.length < 72 || row.locator().length != 32 || row.kind() >>> 8 != 0) {
      throw tampered();
    }
    MessageDigest digest = MerkleFrontier.sha256();
    digest.update(
        ByteBuffer.allocate(10)
            .put((byte) 0)
            .putLong(row.position())
            .put((byte) row.kind())
            .flip());
    digest.update(row.locator());
    digest.update(ByteBuffer.allocate(4).putInt(sealed.length).flip());
    digest.update(sealed, 0, 56);
    digest.update(sealed, sealed.length - 16, 16);
    return digest.digest();
  }

  static byte[] freedLeaf(long position) {
    MessageDigest digest = MerkleFrontier.sha256();
    digest.update(ByteBuffer.allocate(9).put((byte) 0).putLong(position).flip());
    return digest.digest();
  }

  static KeymasterException tampered() {
    return KeymasterException.corrupt(
        "the vault's rows are not the ones that were written last: a row was changed, removed or"
            + " put back");
  }
}
