package dev.keymaster.testkit;

import dev.keymaster.model.SealedRow;
import java.util.TreeMap;

/**
 * What a store holds, open to every kind of damage: no rule of the port is kept here. Values are
 * shared between copies, so replace an array, do not change it in place.
 *
 * @param parts by name
 * @param rows by position; the key decides where a row is served, not {@link SealedRow#position}
 * @param tiles hashes by place
 * @param events sealed events by number
 */
public record StoreContents(
    TreeMap<String, byte[]> parts,
    TreeMap<Long, SealedRow> rows,
    TreeMap<TilePlace, byte[]> tiles,
    TreeMap<Long, byte[]> events) {

  /** Makes contents with nothing in them. */
  public StoreContents() {
    this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  /** Returns contents that change independently of these. */
  public StoreContents copy() {
    return new StoreContents(
        new TreeMap<>(parts), new TreeMap<>(rows), new TreeMap<>(tiles), new TreeMap<>(events));
  }

  /** Where a tile belongs. */
  public record TilePlace(int level, long index) implements Comparable<TilePlace> {
    @Override
    public int compareTo(TilePlace other) {
      return level == other.level
          ? Long.compare(index, other.index)
          : Integer.compare(level, other.level);
    }
  }
}
