package dev.keymaster.exchange;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds names and values in tables by what their columns are called: tables of comma-separated
 * values, as password managers export them, and tables of databases.
 */
final class ColumnReader {
  private static final List<String> VALUES =
      List.of("value", "secret", "password", "login_password", "api_key", "apikey", "token", "key");
  private static final List<String> NAMES =
      List.of("title", "name", "variable", "env", "service", "account", "provider", "key");
  private static final List<String> USERS = List.of("username", "login_username", "user");
  private static final List<String> ADDRESSES = List.of("url", "login_uri", "website");
  private static final List<String> NOTES = List.of("notes", "note", "extra");
  private static final String BIN = "Recycle Bin";

  private final List<String> columns;
  private final int value;
  private final int name;
  private final boolean logins;

  private ColumnReader(List<String> columns) {
    this.columns = columns;
    this.value = first(VALUES);
    this.name =
        NAMES.stream()
            .mapToInt(columns::indexOf)
            .filter(at -> at >= 0 && at != value)
            .findFirst()
            .orElse(-1);
    this.logins = first(USERS) >= 0;
  }

  /** Tells whether a line names columns that keys can be read from. */
  static boolean isTable(String line) {
    if (line.indexOf(',') < 0) {
      return false;
    }
    ColumnReader reader = new ColumnReader(columns(line.replace("\"", "")));
    return reader.value >= 0 && reader.name >= 0;
  }

  private static List<String> columns(String line) {
    return Arrays.stream(line.toLowerCase(Locale.ROOT).split(",", -1)).map(String::strip).toList();
  }

  /** Reads comma-separated values. */
  static void read(byte[] bytes, Contents contents) {
    try (CsvTable table = CsvTable.parse(bytes)) {
      List<CsvTable.Row> rows = table.rows();
      if (rows.isEmpty()) {
        return;
      }
      ColumnReader reader = new ColumnReader(columns(String.join(",", texts(rows.getFirst()))));
      if (reader.value < 0 || reader.name < 0) {
        throw Bad.file(
            "no column for names or none for values in the first line", "name them: name,value");
      }
      rows.subList(1, rows.size()).forEach(row -> reader.read(row, contents));
    }
  }

  /**
   * Reads a table of a database.
   *
   * @return whether it has a column for names and one for values
   */
  static boolean read(DatabaseTable table, Contents contents) {
    List<String> names = table.columns().stream().map(DatabaseTable.Column::name).toList();
    ColumnReader reader = new ColumnReader(columns(String.join(",", names)));
    if (reader.value < 0 || reader.name < 0 || reader.columns.size() != names.size()) {
      return false;
    }
    for (List<DatabaseTable.Cell> cells : table.rows()) {
      reader.read(new CsvTable.Row(0, cells.stream().map(ColumnReader::bytes).toList()), contents);
    }
    return true;
  }

  private static Secret bytes(DatabaseTable.Cell cell) {
    return switch (cell) {
      case DatabaseTable.Cell.Empty _ -> Secret.taking(new byte[0]);
      case DatabaseTable.Cell.Whole number ->
          Secret.taking(Long.toString(number.value()).getBytes(StandardCharsets.UTF_8));
      case DatabaseTable.Cell.Text text -> text.value();
      case DatabaseTable.Cell.Bytes bytes -> bytes.value();
    };
  }

  private static List<String> texts(CsvTable.Row row) {
    return row.cells().stream().map(ColumnReader::plain).toList();
  }

  private int first(List<String> wanted) {
    return wanted.stream().mapToInt(columns::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
  }

  private void read(CsvTable.Row row, Contents contents) {
    if (row.cells().size() != columns.size()) {
      throw Bad.line(
          row.line(),
          row.cells().size() + " fields where the first line names " + columns.size(),
          "put values with commas or line ends in double quotes");
    }
    String title = plain(row.cells().get(name));
    boolean wanted = !title.isEmpty() && row.cells().get(value).length() > 0;
    if (wanted) {
      contents.add(
          new Candidate(
              title,
              row.cells().get(value).copy(),
              row.line(),
              logins ? Candidate.Form.LOGIN : Candidate.Form.TITLE,
              said(row)));
    }
    fields(title, row, contents);
  }

  private Candidate.Said said(CsvTable.Row row) {
    if (text(row, List.of("group")).contains(BIN)) {
      return Candidate.Said.skipped("in the recycle bin");
    }
    return logins
        ? Logins.said(text(row, USERS), text(row, ADDRESSES), text(row, NOTES))
        : Candidate.Said.NOTHING;
  }

  private String text(CsvTable.Row row, List<String> wanted) {
    int at = first(wanted);
    return at < 0 ? "" : plain(row.cells().get(at));
  }

  /** Bitwarden's fields of a person's own: a line each, {@code name: value}. */
  private void fields(String title, CsvTable.Row row, Contents contents) {
    int at = columns.indexOf("fields");
    if (at < 0) {
      return;
    }
    lines(row.cells().get(at))
        .forEach((label, field) ->
            contents.add(title + " " + label, field, row.line(), Candidate.Form.TITLE));
  }

  @RevealsSecret("a cell with several values is cut into them")
  private static Map<String, Secret> lines(Secret cell) {
    byte[] bytes = cell.reveal();
    Map<String, Secret> fields = new LinkedHashMap<>();
    for (int start = 0; start < bytes.length; ) {
      int end = start;
      int colon = -1;
      while (end < bytes.length && bytes[end] != '\n') {
        colon = colon < 0 && bytes[end] == ':' ? end : colon;
        end++;
      }
      if (colon > start && colon + 2 < end) {
        String label = new String(bytes, start, colon - start, StandardCharsets.UTF_8);
        fields.put(label, Secret.taking(Arrays.copyOfRange(bytes, colon + 2, end)));
      }
      start = end + 1;
    }
    Arrays.fill(bytes, (byte) 0);
    return fields;
  }

  @RevealsSecret("titles, addresses and notes are no values")
  private static String plain(Secret cell) {
    byte[] bytes = cell.reveal();
    String text = new String(bytes, StandardCharsets.UTF_8);
    Arrays.fill(bytes, (byte) 0);
    return text;
  }
}
