package dev.keymaster.exchange;

import dev.keymaster.model.DataTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExportDocument} as tables (docs/format.md 11.6): what is a list there is a table here.
 */
final class ExportTables {
  /** The table of what there is once. */
  static final String TOP = "export";

  private static final List<String> TEXTS = List.of("schema", "created", "policy", "configuration");

  private final Fields top = new Fields(TOP, "name TEXT PRIMARY KEY", "value TEXT NOT NULL");
  private final Fields keys =
      new Fields(
          "keys",
          "id INTEGER PRIMARY KEY",
          "environment TEXT NOT NULL",
          "name TEXT NOT NULL",
          "service TEXT NOT NULL",
          "created TEXT NOT NULL",
          "expires TEXT",
          "owner TEXT",
          "variable TEXT",
          "endpoint TEXT",
          "note TEXT");
  private final Fields versions =
      new Fields(
          "versions",
          "key INTEGER NOT NULL REFERENCES keys",
          "number INTEGER NOT NULL",
          "state TEXT NOT NULL",
          "created TEXT NOT NULL",
          "value BLOB",
          "issued_service TEXT",
          "issued_state TEXT");
  private final Fields issued =
      new Fields(
          "issued",
          "key INTEGER NOT NULL REFERENCES keys",
          "number INTEGER NOT NULL",
          "name TEXT NOT NULL",
          "value TEXT NOT NULL");
  private final Fields tags =
      new Fields("tags", "key INTEGER NOT NULL REFERENCES keys", "tag TEXT NOT NULL");
  private final Fields metadata =
      new Fields(
          "metadata",
          "key INTEGER NOT NULL REFERENCES keys",
          "name TEXT NOT NULL",
          "value TEXT NOT NULL");
  private final Fields profiles =
      new Fields(
          "profiles", "id INTEGER PRIMARY KEY", "name TEXT NOT NULL", "description TEXT NOT NULL");
  private final Fields profileTags =
      new Fields(
          "profile_tags", "profile INTEGER NOT NULL REFERENCES profiles", "tag TEXT NOT NULL");
  private final Fields profileKeys =
      new Fields(
          "profile_keys",
          "profile INTEGER NOT NULL REFERENCES profiles",
          "name TEXT NOT NULL",
          "environment TEXT",
          "service TEXT",
          "variable TEXT",
          "endpoint TEXT",
          "requests_per_minute INTEGER",
          "tokens_per_minute INTEGER");

  private ExportTables() {}

  /** Makes tables of the fields of a document; values are copied. */
  static List<DataTable> of(Map<String, Object> document) {
    ExportTables made = new ExportTables();
    TEXTS.stream()
        .filter(document::containsKey)
        .forEach(name -> made.top.add(Map.of("name", name, "value", document.get(name))));
    maps(document.get("keys")).forEach(made::key);
    maps(document.get("profiles")).forEach(made::profile);
    return Stream.of(
            made.top,
            made.keys,
            made.tags,
            made.metadata,
            made.versions,
            made.issued,
            made.profiles,
            made.profileTags,
            made.profileKeys)
        .map(Fields::table)
        .toList();
  }

  private void key(Map<String, Object> key) {
    int id = keys.size() + 1;
    keys.add(with(key, "id", id));
    texts(key.get("tags")).forEach(tag -> tags.add(Map.of("key", id, "tag", tag)));
    map(key.get("metadata"))
        .forEach((name, value) -> metadata.add(Map.of("key", id, "name", name, "value", value)));
    maps(key.get("versions")).forEach(version -> version(id, version));
  }

  private void version(int id, Map<String, Object> version) {
    Map<String, Object> row = with(version, "key", id);
    Map<String, Object> provider = map(version.get("issued"));
    provider.forEach((name, value) -> row.put("issued_" + name, value));
    versions.add(row);
    map(provider.get("id"))
        .forEach((name, value) -> {
          Map<String, Object> part = with(version, "key", id);
          part.put("name", name);
          part.put("value", value);
          issued.add(part);
        });
  }

  private void profile(Map<String, Object> profile) {
    int id = profiles.size() + 1;
    profiles.add(with(profile, "id", id));
    texts(profile.get("tags")).forEach(tag -> profileTags.add(Map.of("profile", id, "tag", tag)));
    maps(profile.get("keys")).forEach(key -> profileKeys.add(with(key, "profile", id)));
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return more;
  }

  private static List<Map<String, Object>> maps(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().map(ExportTables::map).toList()
        : List.of();
  }

  private static List<Object> texts(@Nullable Object list) {
    return list instanceof List<?> items ? List.copyOf(items) : List.of();
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> map.put((String) name, member));
    }
    return map;
  }
}
