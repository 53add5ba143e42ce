package dev.keymaster.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.Databases;
import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Remembers tables; an image is one page with a number in it. Instances know each other's. */
public final class MemoryTables implements Databases {
  private static final int NUMBER = 200;
  private static final List<List<DatabaseTable>> KEPT = new ArrayList<>();

  @Override
  public byte[] write(List<DatabaseTable> tables) {
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    page.put("SQLite format 3\0".getBytes(US_ASCII)).putShort((short) PAGE);
    page.put(20, (byte) RESERVED);
    synchronized (KEPT) {
      page.putInt(NUMBER, KEPT.size());
      KEPT.add(copies(tables));
    }
    return page.array();
  }

  @Override
  public List<DatabaseTable> read(byte[] image) {
    int number = ByteBuffer.wrap(image).getInt(NUMBER);
    synchronized (KEPT) {
      if (number < 0 || number >= KEPT.size()) {
        throw KeymasterException.corrupt("not made here");
      }
      return copies(KEPT.get(number));
    }
  }

  private static List<DatabaseTable> copies(List<DatabaseTable> tables) {
    return tables.stream()
        .sorted(Comparator.comparing(DatabaseTable::name))
        .map(MemoryTables::copy)
        .toList();
  }

  private static DatabaseTable copy(DatabaseTable table) {
    return new DatabaseTable(
        table.name(),
        table.columns(),
        table.rows().stream().map(row -> row.stream().map(MemoryTables::copy).toList()).toList());
  }

  private static Cell copy(Cell cell) {
    return switch (cell) {
      case Cell.Text text -> new Cell.Text(text.value().copy());
      case Cell.Bytes bytes -> new Cell.Bytes(bytes.value().copy());
      case Cell.Empty _, Cell.Whole _ -> cell;
    };
  }
}
