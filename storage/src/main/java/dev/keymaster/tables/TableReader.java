package dev.keymaster.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the tables of a database that anybody may have made. What is no plain table or index is
 * refused before anything else is asked of it, by the text that SQLite itself goes by; then its
 * pages are checked to be a tree each and no page to be in two.
 */
final class TableReader {
  private static final int MOST_TABLES = 100;
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_ROWS = 50_000;
  private static final long MOST_BYTES = 64 << 20;

  /** SQLite writes these words so, whatever was typed. */
  private static final Pattern PLAIN =
      Pattern.compile("CREATE (TABLE|INDEX|UNIQUE INDEX) .*", Pattern.DOTALL);

  private final MemoryDatabase database;
  private int rows;
  private long bytes;

  TableReader(MemoryDatabase database) {
    this.database = database;
  }

  /** Returns all tables, which the caller closes. */
  List<DatabaseTable> read() {
    Map<String, List<Column>> found = new LinkedHashMap<>();
    names().forEach(name -> found.put(name, columns(name)));
    if (!said("PRAGMA main.quick_check(1)").equals("ok")) {
      throw MemoryDatabase.damaged("its pages are not in order");
    }
    List<DatabaseTable> tables = new ArrayList<>();
    try {
      found.forEach((name, columns) -> tables.add(table(name, columns)));
      return tables;
    } catch (RuntimeException e) {
      tables.forEach(DatabaseTable::close);
      throw e;
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    database.each(
        "SELECT type, name, sql FROM main.sqlite_schema ORDER BY name",
        row -> {
          String name = text(row, 2);
          String sql = text(row, 3);
          boolean own = sql.isEmpty() && name.startsWith("sqlite_autoindex_");
          if (!own && !PLAIN.matcher(sql).matches()) {
            throw KeymasterException.usage(
                "this database has more than tables: " + Printable.quote(name),
                "export its table of keys as CSV, or into a database of its own");
          }
          if (sql.startsWith("CREATE TABLE ") && !name.startsWith("sqlite_")) {
            names.add(name);
          }
          if (names.size() > MOST_TABLES) {
            throw tooMuch(MOST_TABLES + " tables");
          }
        });
    return names;
  }

  private String said(String sql) {
    List<String> said = new ArrayList<>();
    database.each(sql, row -> said.add(text(row, 1)));
    return String.join("\n", said);
  }

  private DatabaseTable table(String name, List<Column> columns) {
    List<List<Cell>> found = new ArrayList<>();
    String wanted =
        columns.stream()
            .map(column -> TableWriter.quoted(column.name()))
            .map(column -> "typeof(" + column + "), " + column)
            .collect(Collectors.joining(", "));
    try {
      if (!columns.isEmpty()) {
        database.each(
            "SELECT " + wanted + " FROM main." + TableWriter.quoted(name) + " NOT INDEXED",
            row -> found.add(cells(row, columns.size())));
      }
      return new DatabaseTable(name, columns, found);
    } catch (RuntimeException e) {
      new DatabaseTable(name, columns, found).close();
      throw e;
    }
  }

  /**
   * Refuses a table with columns that SQLite would have to compute, as the check of its pages does:
   * one step of that may take minutes.
   */
  private List<Column> columns(String table) {
    List<Column> columns = new ArrayList<>();
    database.each(
        "PRAGMA main.table_xinfo(" + TableWriter.quoted(table) + ")",
        row -> {
          if (row.getInt(7) != 0) {
            throw KeymasterException.usage(
                "this database has columns that are computed: " + Printable.quote(table),
                "export its table of keys as CSV, or into a database of its own");
          }
          columns.add(new Column(text(row, 2), text(row, 3)));
        });
    if (columns.size() > MOST_COLUMNS) {
      throw tooMuch(MOST_COLUMNS + " columns");
    }
    return columns;
  }

  private List<Cell> cells(ResultSet row, int columns) throws SQLException {
    if (++rows > MOST_ROWS) {
      throw tooMuch(MOST_ROWS + " rows");
    }
    List<Cell> cells = new ArrayList<>();
    try {
      for (int i = 0; i < columns; i++) {
        cells.add(cell(row, text(row, 2 * i + 1), 2 * i + 2));
      }
      return cells;
    } catch (SQLException | RuntimeException e) {
      cells.forEach(Cell::wipe);
      throw e;
    }
  }

  private Cell cell(ResultSet row, String type, int at) throws SQLException {
    return switch (type) {
      case "integer" -> new Cell.Whole(row.getLong(at));
      case "text" -> new Cell.Text(secret(row, at));
      case "blob" -> new Cell.Bytes(secret(row, at));
      default -> new Cell.Empty();
    };
  }

  /** An array of pages may share one cell a thousand times: what counts is what comes out. */
  private Secret secret(ResultSet row, int at) throws SQLException {
    byte[] value = row.getBytes(at);
    Secret secret = Secret.taking(value == null ? new byte[0] : value);
    bytes += secret.length();
    if (bytes > MOST_BYTES) {
      secret.close();
      throw tooMuch((MOST_BYTES >> 20) + " MiB in its tables");
    }
    return secret;
  }

  private static KeymasterException tooMuch(String what) {
    return KeymasterException.usage(
        "this database has more than " + what, "export its table of keys as CSV");
  }

  private static String text(ResultSet row, int at) throws SQLException {
    byte[] text = row.getBytes(at);
    return text == null ? "" : new String(text, UTF_8);
  }
}
