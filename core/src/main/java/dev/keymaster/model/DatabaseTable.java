package dev.keymaster.model;

import java.util.List;

/**
 * A table of a database. Closing wipes its cells.
 *
 * @param name what it is called
 * @param columns from left to right
 * @param rows in their order, each with a cell for every column
 */
public record DatabaseTable(String name, List<Column> columns, List<List<Cell>> rows)
    implements AutoCloseable {
  /** Copies the lists. */
  public DatabaseTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new BugException("a row of " + row.size() + " cells in " + columns.size());
      }
    }
  }

  /**
   * A column.
   *
   * @param name what it is called
   * @param declared its type and what else SQL says of it; may be empty
   */
  public record Column(String name, String declared) {}

  /** What stands in one place; texts and bytes are secrets until somebody says that one is not. */
  public sealed interface Cell {
    /** Zeroes what it holds. */
    default void wipe() {}

    /** Nothing, or nothing that anybody asks for. */
    record Empty() implements Cell {}

    /** A whole number. */
    record Whole(long value) implements Cell {}

    /** A text in UTF-8. */
    record Text(Secret value) implements Cell {
      @Override
      public void wipe() {
        value.close();
      }
    }

    /** Bytes that are no text. */
    record Bytes(Secret value) implements Cell {
      @Override
      public void wipe() {
        value.close();
      }
    }
  }

  @Override
  public void close() {
    rows.forEach(row -> row.forEach(Cell::wipe));
  }
}
