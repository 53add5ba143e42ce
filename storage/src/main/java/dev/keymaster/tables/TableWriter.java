package dev.keymaster.tables;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes tables; no text ever becomes a {@code String} on the way. */
final class TableWriter {
  private final MemoryDatabase database;

  TableWriter(MemoryDatabase database) {
    this.database = database;
  }

  void write(DatabaseTable table) {
    String columns =
        table.columns().stream().map(TableWriter::declared).collect(Collectors.joining(", "));
    String name = quoted(table.name());
    try {
      database.run("CREATE TABLE " + name + "(" + columns + ")");
      for (List<Cell> row : table.rows()) {
        insert(name, row);
      }
    } catch (SQLException e) {
      throw MemoryDatabase.failure(e);
    }
  }

  private static String declared(Column column) {
    return (quoted(column.name()) + " " + column.declared()).strip();
  }

  /** A name as SQL takes any. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private void insert(String table, List<Cell> row) throws SQLException {
    String places = row.stream().map(TableWriter::place).collect(Collectors.joining(", "));
    List<byte[]> given = new ArrayList<>();
    try (PreparedStatement insert =
        database.prepare("INSERT INTO " + table + " VALUES(" + places + ")")) {
      int at = 0;
      for (Cell cell : row) {
        at++;
        switch (cell) {
          case Cell.Empty _ -> insert.setNull(at, 0);
          case Cell.Whole number -> insert.setLong(at, number.value());
          case Cell.Text text -> insert.setBytes(at, bytes(text.value(), given));
          case Cell.Bytes bytes -> insert.setBytes(at, bytes(bytes.value(), given));
        }
      }
      insert.executeUpdate();
    } finally {
      given.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
    }
  }

  /** Bytes that are taken for a text are not looked at: they stay as they are. */
  private static String place(Cell cell) {
    return cell instanceof Cell.Text ? "CAST(? AS TEXT)" : "?";
  }

  @RevealsSecret("the database is sealed as a whole")
  private static byte[] bytes(Secret value, List<byte[]> given) {
    byte[] bytes = value.reveal();
    given.add(bytes);
    return bytes;
  }
}
