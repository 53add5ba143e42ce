package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.DataTable;
import dev.keymaster.model.DataTable.Cell;
import dev.keymaster.model.DataTable.Column;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a table as fields by the names of its columns. Not thread-safe. */
final class Fields {
  private final String name;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * Begins a table.
   *
   * @param columns each its name and what SQL says of it
   */
  Fields(String name, String... columns) {
    this.name = name;
    this.columns =
        Arrays.stream(columns)
            .map(column -> column.split(" ", 2))
            .map(words -> new Column(words[0], words[1]))
            .toList();
  }

  /** Adds a row of the fields that there are columns for; secrets among them are copied. */
  void add(Map<String, ?> fields) {
    rows.add(columns.stream().map(column -> cell(fields.get(column.name()))).toList());
  }

  int size() {
    return rows.size();
  }

  /** Returns the table, which the caller closes. */
  DataTable table() {
    return new DataTable(name, columns, rows);
  }

  @RevealsSecret("a text is written as one, other bytes as bytes")
  private static Cell cell(@Nullable Object field) {
    return switch (field) {
      case null -> new Cell.Empty();
      case Integer number -> new Cell.Whole(number);
      case Long number -> new Cell.Whole(number);
      case String text -> new Cell.Text(Secret.taking(text.getBytes(UTF_8)));
      case Secret value -> {
        byte[] bytes = value.reveal();
        boolean text = Emitter.isText(bytes) && !hasZero(bytes);
        Secret copy = Secret.taking(bytes);
        yield text ? new Cell.Text(copy) : new Cell.Bytes(copy);
      }
      default -> throw new BugException("no cell for " + field.getClass());
    };
  }

  /** Programs in C show a text up to there. */
  private static boolean hasZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the rows of a table as fields, without those that are empty; none if there is none. */
  static List<Map<String, Object>> of(List<DataTable> tables, String name) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .flatMap(table -> table.rows().stream().map(row -> fields(table.columns(), row)))
        .toList();
  }

  private static Map<String, Object> fields(List<Column> columns, List<Cell> row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      String column = columns.get(i).name();
      switch (row.get(i)) {
        case Cell.Empty _ -> {}
        case Cell.Whole number -> fields.put(column, number.value());
        case Cell.Text text -> fields.put(column, text.value());
        case Cell.Bytes bytes -> fields.put(column, bytes.value());
      }
    }
    return fields;
  }
}
