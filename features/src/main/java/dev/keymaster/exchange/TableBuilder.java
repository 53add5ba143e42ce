package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ZeroByte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of a database in the making. Not thread-safe. */
final class TableBuilder {
  private final String name;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * Begins a table.
   *
   * @param columns each its name and what SQL says of it
   */
  TableBuilder(String name, String... columns) {
    this.name = name;
    this.columns =
        Arrays.stream(columns)
            .map(column -> column.split(" ", 2))
            .map(words -> new Column(words[0], words[1]))
            .toList();
  }

  /** Adds a row with a cell for every column. */
  void add(Cell... cells) {
    rows.add(List.of(cells));
  }

  int size() {
    return rows.size();
  }

  /** Returns the table, which the caller closes. */
  DatabaseTable table() {
    return new DatabaseTable(name, columns, rows);
  }

  /** A whole number. */
  static Cell whole(long number) {
    return new Cell.Whole(number);
  }

  /** A number that is not written if it is none. */
  static Cell wholeOrNone(long number) {
    return number == 0 ? new Cell.Empty() : whole(number);
  }

  /** A text. */
  static Cell text(String text) {
    return new Cell.Text(Secret.taking(text.getBytes(UTF_8)));
  }

  /** A text that is not written if there is none. */
  static Cell textOrNone(@Nullable String text) {
    return text == null || text.isEmpty() ? new Cell.Empty() : text(text);
  }

  /** A value, which is copied: as a text if programs in C would show all of it, else as bytes. */
  @RevealsSecret("a text is written as one, other bytes as bytes")
  static Cell value(Secret value) {
    byte[] bytes = value.reveal();
    boolean text = Emitter.isText(bytes) && !ZeroByte.isIn(bytes);
    Secret copy = Secret.taking(bytes);
    return text ? new Cell.Text(copy) : new Cell.Bytes(copy);
  }
}
