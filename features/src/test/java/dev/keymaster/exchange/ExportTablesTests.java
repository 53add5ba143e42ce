package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Brought;
import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.VersionState;
import dev.keymaster.project.Candidate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F2, C5: exports as tables of a database, and tables of other programs. */
class ExportTablesTests {
  private static final Instant NOW = Instant.parse("2026-11-29T00:00:00.123Z");
  private static final ServiceName OPENAI = new ServiceName("openai");
  private static final byte[] ODD = "sk-canary-\"';\n\0é😀".getBytes(UTF_8);
  private static final byte[] BINARY = {-1, 0, 7};

  private static KeyRecord record(String name, KeyDetails details, List<KeyVersion> versions) {
    return new KeyRecord(
        new EnvironmentName("dev"), new KeyName(name), details, NOW, NOW, versions);
  }

  private static KeyVersion version(int number, VersionState state, int length) {
    return new KeyVersion(number, state, NOW, length == 0 ? "…" : "…" + length, length);
  }

  private static Brought full() {
    KeyDetails details =
        new KeyDetails(
            OPENAI,
            List.of("a", "b"),
            "two\nlines",
            "https://x.example",
            "MY_KEY",
            "me",
            NOW,
            KeyStatus.ACTIVE,
            Map.of("team", "x"));
    List<KeyVersion> versions =
        List.of(
            version(1, VersionState.RETIRED, ODD.length),
            version(3, VersionState.DESTROYED, 0),
            version(4, VersionState.CURRENT, BINARY.length)
                .as(new Issued(OPENAI, Map.of("id", "k1", "project", "p"), Issued.State.LIVE)));
    return new Brought(
        record("team/openai", details, versions),
        List.of(Secret.copyOf(ODD), Secret.copyOf(BINARY)));
  }

  private static Brought bare() {
    KeyDetails details =
        new KeyDetails(OPENAI, List.of(), "", null, null, "", null, KeyStatus.ACTIVE, Map.of());
    return new Brought(
        record("bare", details, List.of(version(1, VersionState.CURRENT, BINARY.length))),
        List.of(Secret.copyOf(BINARY)));
  }

  private static Profile profile() {
    ProfileKey plain = new ProfileKey(new KeyName("openai"), null, null, null, null, 0, 0);
    ProfileKey limited =
        new ProfileKey(
            new KeyName("x"), new EnvironmentName("prod"), OPENAI, "X_KEY", "https://x", 60, 1000);
    return new Profile(
        new ProfileName("research"), "what: for", List.of("t"), List.of(plain, limited));
  }

  private static ExportDocument document() {
    return new ExportDocument(
        NOW, List.of(full(), bare()), List.of(profile()), "role x\n", "color: never\n");
  }

  private static ExportDocument read(List<DatabaseTable> tables) {
    return Importing.export(tables, "x.db", value -> "…" + value.length());
  }

  @Test
  void F2_C5_document_says_the_same_after_it_was_tables() {
    try (ExportDocument written = document()) {
      List<DatabaseTable> tables = written.tables();
      assertThat(Importing.isExport(tables)).isTrue();
      try (ExportDocument read = read(tables)) {
        tables.forEach(DatabaseTable::close);
        assertThat(read.created()).isEqualTo(NOW);
        assertThat(read.policy()).isEqualTo("role x\n");
        assertThat(read.configuration()).isEqualTo("color: never\n");
        assertThat(read.profiles()).containsExactly(profile());
        assertThat(read.keys())
            .extracting(Brought::record)
            .containsExactly(full().record(), bare().record());
        assertThat(read.keys().getFirst().values().getFirst().reveal()).isEqualTo(ODD);
        assertThat(read.keys().getFirst().values().getLast().reveal()).isEqualTo(BINARY);
      }
    }
  }

  @Test
  void F2_C5_a_few_keys_alone_are_a_document_too() {
    try (ExportDocument written = new ExportDocument(NOW, List.of(bare()), List.of(), "", "");
        ExportDocument read = read(written.tables())) {
      assertThat(read.keys()).extracting(Brought::record).containsExactly(bare().record());
      assertThat(read.policy() + read.configuration()).isEmpty();
      assertThat(read.profiles()).isEmpty();
    }
  }

  private static Cell text(String text) {
    return new Cell.Text(Secret.copyOf(text.getBytes(UTF_8)));
  }

  private static List<DatabaseTable> changed(String table, String column, @Nullable Cell cell) {
    List<DatabaseTable> tables = new ArrayList<>();
    for (DatabaseTable each : document().tables()) {
      if (!each.name().equals(table)) {
        tables.add(each);
        continue;
      }
      List<String> columns = each.columns().stream().map(Column::name).toList();
      List<List<Cell>> rows = new ArrayList<>();
      for (List<Cell> row : each.rows()) {
        List<Cell> copy = new ArrayList<>(row);
        copy.set(columns.indexOf(column), cell == null ? new Cell.Empty() : cell);
        rows.add(copy);
      }
      tables.add(new DatabaseTable(table, each.columns(), rows));
    }
    return tables;
  }

  private static @Nullable Cell cell(@Nullable String written) {
    return written == null
        ? null
        : written.matches("-?[0-9]+") ? new Cell.Whole(Long.parseLong(written)) : text(written);
  }

  @ParameterizedTest
  @CsvSource({
    "keys, id, 1, two rows with one number",
    "keys, id, , a row without a field",
    "keys, environment, , not an environment",
    "keys, name, ../x, not a key name",
    "keys, created, 5, no time",
    "keys, service, , service",
    "tags, key, 9, a row that belongs to none",
    "tags, key, x, a row that belongs to none",
    "tags, tag, , a row without a field",
    "metadata, key, , a row without a field",
    "metadata, value, , a row without a field",
    "versions, key, 9, two rows with one number",
    "versions, number, 1, two rows with one number",
    "versions, number, -1, two rows with one number",
    "versions, number, , a row without a field",
    "versions, state, strange, no state",
    "versions, state, pending, a version has no value",
    "versions, value, , a version has no value",
    "versions, issued_state, strange, no state",
    "issued, number, 2, a row that belongs to none",
    "profiles, name, ../, profile",
    "profile_tags, profile, 2, a row that belongs to none",
    "profile_keys, profile, 2, a row that belongs to none"
  })
  void F2_C5_tables_that_were_changed_are_refused(
      String table, String column, @Nullable String written, String message) {
    List<DatabaseTable> tables = changed(table, column, cell(written));
    assertThatThrownBy(() -> read(tables))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("canary");
  }

  @Test
  void F2_C5_exports_of_a_later_version_say_so() {
    List<DatabaseTable> tables = new ArrayList<>();
    tables.add(
        new DatabaseTable(
            "export",
            List.of(new Column("name", ""), new Column("value", "")),
            List.of(List.of(text("schema"), text("keymaster/export/2")))));
    assertThat(Importing.isExport(tables)).isTrue();
    assertThatThrownBy(() -> read(tables)).hasMessageContaining("not keymaster/export/1");
  }

  private static DatabaseTable table(String name, String columns, Cell... cells) {
    List<Column> named =
        Arrays.stream(columns.split(",")).map(column -> new Column(column, "TEXT")).toList();
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < cells.length; i += named.size()) {
      rows.add(Arrays.asList(cells).subList(i, i + named.size()));
    }
    return new DatabaseTable(name, named, rows);
  }

  @Test
  void F2_C5_tables_of_others_with_names_and_values_are_read() throws IOException {
    List<DatabaseTable> tables =
        List.of(
            table("settings", "id,theme", new Cell.Whole(1), text("dark")),
            table(
                "secrets",
                "Id,Name,Secret,Notes",
                new Cell.Whole(1),
                text("openai"),
                text("sk-canary-1"),
                text("n"),
                new Cell.Whole(2),
                text("empty"),
                new Cell.Empty(),
                new Cell.Empty()),
            table(
                "kv",
                "key,value",
                text("A_TOKEN"),
                new Cell.Bytes(Secret.copyOf(BINARY)),
                new Cell.Whole(5),
                new Cell.Whole(77)));
    assertThat(Importing.isExport(tables)).isFalse();
    try (Contents contents = Importing.read(tables, "x.db")) {
      assertThat(contents.found())
          .extracting(Candidate::name)
          .containsExactly("openai", "A_TOKEN", "5");
      tables.forEach(DatabaseTable::close);
      assertThat(contents.found().getFirst().value().reveal())
          .isEqualTo("sk-canary-1".getBytes(UTF_8));
      assertThat(contents.found().get(1).value().reveal()).isEqualTo(BINARY);
    }
  }

  @Test
  void F2_C5_databases_without_names_and_values_are_refused() {
    List<DatabaseTable> tables =
        List.of(
            table("settings", "id,theme", new Cell.Whole(1), text("dark")),
            table("export", "name", text("schema")));
    assertThat(Importing.isExport(tables)).isFalse();
    assertThatThrownBy(() -> Importing.read(tables, "x.db"))
        .hasMessage("x.db: no table with a column for names and one for values");
  }

  @Test
  void F2_C5_databases_are_known_by_their_bytes() {
    byte[] sealed = new byte[8192];
    Arrays.fill(sealed, 1, 8192, (byte) 'x');
    assertThat(Format.detect(sealed, "x")).isEqualTo(Format.SQLCIPHER);
    assertThat(Format.detect(Arrays.copyOf("SQLite format 3\0".getBytes(UTF_8), 700), "x"))
        .isEqualTo(Format.SQLCIPHER);
    assertThat(Format.named("sqlcipher")).isEqualTo(Format.SQLCIPHER);
  }
}
