package dev.keymaster.testkit;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.StoreContents.TilePlace;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One body's view of the contents; dead once the body has ended. */
final class MemoryTransaction implements SealedRows.Transaction, AutoCloseable {
  private final StoreContents contents;
  private boolean ended;

  MemoryTransaction(StoreContents contents) {
    this.contents = contents;
  }

  StoreContents contents() {
    return contents;
  }

  @Override
  public byte @Nullable [] part(String name) {
    checkAlive();
    return contents.parts().get(name);
  }

  @Override
  public @Nullable SealedRow row(byte[] locator) {
    checkAlive();
    return contents.rows().values().stream()
        .filter(row -> Arrays.equals(row.locator(), locator))
        .findFirst()
        .orElse(null);
  }

  @Override
  public SealedRows.Cursor<SealedRow> rows() {
    checkAlive();
    return new Walk<>(contents.rows(), 0, Map.Entry::getValue);
  }

  @Override
  public byte[] tags(long first, int count) {
    checkAlive();
    var rows = contents.rows().subMap(first, first + count).values();
    ByteBuffer tags = ByteBuffer.allocate(rows.size() * 117);
    for (SealedRow row : rows) {
      byte[] sealed = row.sealed();
      if (sealed.length < 72 || row.locator().length != 32 || row.kind() >>> 8 != 0) {
        throw KeymasterException.corrupt("a malformed row");
      }
      tags.putLong(row.position()).put((byte) row.kind()).put(row.locator());
      tags.putInt(sealed.length).put(sealed, 0, 56).put(sealed, sealed.length - 16, 16);
    }
    return tags.array();
  }

  @Override
  public boolean hasRowsBeyond(long position) {
    checkAlive();
    var rows = contents.rows();
    return !rows.isEmpty() && (rows.firstKey() < 0 || rows.lastKey() >= position);
  }

  @Override
  public byte @Nullable [] tile(int level, long index) {
    checkAlive();
    return contents.tiles().get(new TilePlace(level, index));
  }

  @Override
  public byte @Nullable [] event(long number) {
    checkAlive();
    return contents.events().get(number);
  }

  @Override
  public SealedRows.Cursor<SealedRows.StoredEvent> events(long first) {
    checkAlive();
    return new Walk<>(
        contents.events(), first, e -> new SealedRows.StoredEvent(e.getKey(), e.getValue()));
  }

  @Override
  public void putPart(String name, byte[] value) {
    checkAlive();
    if (!name.matches("[a-z]{1,32}")) {
      throw new BugException("not a part name: " + name);
    }
    contents.parts().put(name, value);
  }

  @Override
  public void putRow(SealedRow row) {
    SealedRow twin = row(row.locator());
    if (twin != null && twin.position() != row.position()) {
      throw KeymasterException.corrupt("two rows have the same locator");
    }
    contents.rows().put(row.position(), row);
  }

  @Override
  public void removeRow(long position) {
    checkAlive();
    contents.rows().remove(position);
  }

  @Override
  public void eraseReplaced() {
    checkAlive();
  }

  @Override
  public void putTile(int level, long index, byte[] hashes) {
    checkAlive();
    contents.tiles().put(new TilePlace(level, index), hashes);
  }

  @Override
  public void clearTiles() {
    checkAlive();
    contents.tiles().clear();
  }

  @Override
  public void appendEvent(long number, byte[] sealed) {
    checkAlive();
    long next = contents.events().isEmpty() ? 0 : contents.events().lastKey() + 1;
    if (number != next) {
      throw KeymasterException.corrupt("the next event would be " + next + ", not " + number);
    }
    contents.events().put(number, sealed);
  }

  @Override
  public void removeEvents(long below) {
    checkAlive();
    Long newest = contents.events().isEmpty() ? null : contents.events().lastKey();
    contents.events().keySet().removeIf(number -> number < below && !number.equals(newest));
  }

  @Override
  public void close() {
    ended = true;
  }

  private void checkAlive() {
    if (ended) {
      throw new BugException("the transaction has ended");
    }
  }

  /** Steps by key, so that rows may change while somebody walks. */
  private final class Walk<V, T> implements SealedRows.Cursor<T> {
    private final NavigableMap<Long, V> map;
    private final Function<Map.Entry<Long, V>, T> item;
    private long from;

    Walk(NavigableMap<Long, V> map, long from, Function<Map.Entry<Long, V>, T> item) {
      this.map = map;
      this.from = from;
      this.item = item;
    }

    @Override
    public @Nullable T next() {
      checkAlive();
      Map.Entry<Long, V> entry = map.ceilingEntry(from);
      if (entry == null) {
        return null;
      }
      from = entry.getKey() + 1;
      return item.apply(entry);
    }

    @Override
    public void close() {}
  }
}
