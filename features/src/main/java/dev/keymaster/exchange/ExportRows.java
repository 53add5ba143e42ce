package dev.keymaster.exchange;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the tables of an export together again as the document they were ({@link ExportTables}).
 * What it makes lives as long as the tables.
 */
final class ExportRows {
  private final List<DatabaseTable> tables;
  private final Map<Object, Part> keys = new LinkedHashMap<>();
  private final Map<Object, Part> versions = new LinkedHashMap<>();
  private final Map<Object, Part> profiles = new LinkedHashMap<>();

  private ExportRows(List<DatabaseTable> tables) {
    this.tables = tables;
  }

  /** Something with lists and objects of its own. */
  private static final class Part {
    private final Map<String, Object> fields;
    private final Map<String, List<Object>> lists = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> objects = new LinkedHashMap<>();

    Part(Map<String, Object> fields) {
      this.fields = fields;
    }

    void add(String list, Object item) {
      lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(item);
    }

    void put(String object, String name, Object value) {
      objects.computeIfAbsent(object, _ -> new LinkedHashMap<>()).put(name, value);
    }

    Map<String, Object> whole() {
      Map<String, Object> whole = new LinkedHashMap<>(fields);
      whole.putAll(lists);
      whole.putAll(objects);
      return whole;
    }
  }

  /** Tells whether tables are an export of Keymaster, of whatever version. */
  static boolean isExport(List<DatabaseTable> tables) {
    Object schema = top(tables).get("schema");
    return schema != null && text(Map.of("value", schema), "value").startsWith("keymaster/export/");
  }

  private static Map<String, Object> top(List<DatabaseTable> tables) {
    Map<String, Object> top = new LinkedHashMap<>();
    for (Map<String, Object> row : rows(tables, ExportTables.TOP)) {
      Object value = row.get("value");
      if (value != null) {
        top.put(text(row, "name"), value);
      }
    }
    return top;
  }

  /** Returns the document. */
  static Tree document(List<DatabaseTable> tables) {
    ExportRows rows = new ExportRows(tables);
    rows.read();
    Map<String, Object> top = top(tables);
    top.put("keys", whole(rows.keys));
    top.put("profiles", whole(rows.profiles));
    return Tree.of(top);
  }

  private static List<Map<String, Object>> whole(Map<Object, Part> parts) {
    return parts.values().stream().map(Part::whole).toList();
  }

  private void read() {
    of("keys").forEach(row -> begin(keys, row.get("id"), row));
    of("tags").forEach(row -> owner(keys, row.get("key")).add("tags", there(row.get("tag"))));
    of("metadata").forEach(row -> member(owner(keys, row.get("key")), "metadata", row));
    of("versions").forEach(row -> begin(versions, version(row), row));
    of("issued").forEach(row -> member(owner(versions, version(row)), "id", row));
    versions.forEach((id, part) -> owner(keys, ((Version) id).key()).add("versions", issued(part)));
    of("profiles").forEach(row -> begin(profiles, row.get("id"), row));
    of("profile_tags")
        .forEach(row -> owner(profiles, row.get("profile")).add("tags", there(row.get("tag"))));
    of("profile_keys").forEach(row -> owner(profiles, row.get("profile")).add("keys", row));
  }

  private List<Map<String, Object>> of(String table) {
    return rows(tables, table);
  }

  /** Returns the rows of a table as fields, without those that are empty; none if there is none. */
  private static List<Map<String, Object>> rows(List<DatabaseTable> tables, String name) {
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

  private record Version(Object key, Object number) {}

  private static Version version(Map<String, Object> row) {
    return new Version(there(row.get("key")), there(row.get("number")));
  }

  private static Map<String, Object> issued(Part version) {
    Map<String, Object> whole = version.whole();
    Object service = whole.get("issued_service");
    Object state = whole.get("issued_state");
    if (service != null && state != null) {
      Map<String, Object> issued = new LinkedHashMap<>();
      issued.put("service", service);
      issued.put("state", state);
      issued.put("id", whole.getOrDefault("id", Map.of()));
      whole.put("issued", issued);
    }
    return whole;
  }

  private static void begin(Map<Object, Part> parts, @Nullable Object id, Map<String, Object> row) {
    if (parts.put(there(id), new Part(row)) != null) {
      throw Bad.file("two rows with one number", "is it damaged?");
    }
  }

  private static Part owner(Map<Object, Part> parts, @Nullable Object id) {
    Part part = parts.get(there(id));
    if (part == null) {
      throw Bad.file("a row that belongs to none", "the file is not whole");
    }
    return part;
  }

  private static void member(Part part, String object, Map<String, Object> row) {
    part.put(object, text(row, "name"), there(row.get("value")));
  }

  private static Object there(@Nullable Object field) {
    if (field == null) {
      throw Bad.file("a row without a field that it needs", "the file is not whole");
    }
    return field;
  }

  private static String text(Map<String, Object> row, String name) {
    return Tree.of(row).branch().orElseThrow().plain(name);
  }
}
