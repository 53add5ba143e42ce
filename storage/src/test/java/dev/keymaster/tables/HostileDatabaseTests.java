package dev.keymaster.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.DatabaseTable.Cell;
import dev.keymaster.model.DatabaseTable.Column;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.jdbc4.JDBC4Connection;

/** Databases by somebody who knows the passphrase and means no good: read as data, or refused. */
class HostileDatabaseTests {
  private static final int PAGE = 4096;
  private static final String ROWS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";

  private final MemoryDatabases databases = new MemoryDatabases();

  /** A database that these statements make, with all that SQLite can do. */
  private static byte[] image(String... statements) throws SQLException {
    try (var connection =
        new JDBC4Connection("jdbc:sqlite::memory:", ":memory:", new Properties())) {
      for (String statement : statements) {
        connection.getDatabase()._exec(statement);
      }
      return connection.serialize("main");
    }
  }

  private void refused(Code code, String message, byte[] image) {
    assertThatThrownBy(() -> databases.read(image))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContaining(message)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE VIEW v AS SELECT 'sk-canary-1' AS name",
        "CREATE TRIGGER t AFTER INSERT ON keys BEGIN DELETE FROM keys; END",
        "CREATE VIRTUAL TABLE f USING fts5(name, value)",
        "PRAGMA writable_schema = ON;"
            + " UPDATE sqlite_schema SET sql = 'CREATE/**/TABLE keys(name, value)'",
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema"
            + " VALUES('table', 'y', 'y', 0, 'CREATE VIRTUAL TABLE y USING fts5(a)')"
      })
  void F2_C5_what_is_no_plain_table_is_refused_and_not_run(String more) throws SQLException {
    refused(
        Code.USAGE,
        "has more than tables",
        image("CREATE TABLE keys(name TEXT, value TEXT)", more));
  }

  @Test
  void F2_C5_view_in_place_of_a_table_is_refused() throws SQLException {
    refused(
        Code.DAMAGED,
        "damaged inside",
        image(
            "CREATE TABLE keys(name TEXT, value TEXT); PRAGMA writable_schema = ON;"
                + " UPDATE sqlite_schema SET rootpage = 0, sql = 'CREATE VIEW keys AS SELECT 1'"));
  }

  @Test
  void F2_C5_work_without_end_is_broken_off() throws SQLException {
    byte[] image = image("CREATE TABLE keys(name, value)");
    try (MemoryDatabase database = MemoryDatabase.of(image, 1_000_000)) {
      assertThatThrownBy(() ->
              database.each(
                  ROWS.formatted(Integer.MAX_VALUE) + "SELECT count(*) FROM n", row -> {}))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE))
          .hasMessage("this database takes too long to read");
    }
  }

  @Test
  void F2_C5_databases_of_others_are_never_written_to() throws SQLException {
    byte[] image = image("CREATE TABLE keys(name, value)");
    try (MemoryDatabase database = MemoryDatabase.of(image)) {
      assertThatThrownBy(() -> database.run("INSERT INTO keys VALUES(1, 2)"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void F2_C5_nothing_is_computed_to_read_a_table() throws SQLException {
    byte[] image =
        image(
            "CREATE TABLE keys(name TEXT CHECK(length(zeroblob(900000000)) > 0),"
                + " value TEXT DEFAULT (hex(zeroblob(1000000))))",
            "CREATE INDEX i ON keys(value || 'x') WHERE length(name) > 0",
            "PRAGMA ignore_check_constraints = ON",
            "INSERT INTO keys(name, value) VALUES('a', 'sk-canary-1'), (7, 0.5)");
    try (DatabaseTable table = databases.read(image).getFirst()) {
      assertThat(table.columns()).extracting(Column::name).containsExactly("name", "value");
      assertThat(table.rows()).hasSize(2);
      assertThat(((Cell.Text) table.rows().getFirst().getLast()).value().reveal())
          .isEqualTo("sk-canary-1".getBytes(UTF_8));
    }
  }

  /** One such column takes minutes in one step, which no count of steps ends. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "more AS (instr(zeroblob(900000), zeroblob(450000) || x'01')) VIRTUAL NOT NULL",
        "kept AS (name) STORED"
      })
  void F2_C5_tables_with_columns_that_are_computed_are_refused(String column) throws SQLException {
    byte[] image = image("CREATE TABLE keys(name, value, " + column + ")");
    refused(Code.USAGE, "computed", image);
  }

  @Test
  void F2_C5_databases_of_programs_with_a_log_are_read() throws SQLException {
    byte[] image = image("CREATE TABLE keys(name, value)", "INSERT INTO keys VALUES('a', 'b')");
    image[18] = 2;
    image[19] = 2;
    byte[] before = image.clone();
    assertThat(databases.read(image).getFirst().rows()).hasSize(1);
    assertThat(image).isEqualTo(before);
  }

  @Test
  void F2_C5_tables_without_rowid_and_numbers_of_all_kinds_are_read() throws SQLException {
    byte[] image =
        image(
            "CREATE TABLE keys(name PRIMARY KEY, value) WITHOUT ROWID",
            "INSERT INTO keys VALUES(-9223372036854775808, 1e300), (x'ff00', NULL)");
    try (DatabaseTable table = databases.read(image).getFirst()) {
      assertThat(table.rows().getFirst())
          .containsExactly(new Cell.Whole(Long.MIN_VALUE), new Cell.Empty());
      assertThat(table.rows().getLast().getFirst()).isInstanceOf(Cell.Bytes.class);
    }
  }

  @Test
  void F2_C5_more_than_anybody_can_want_is_refused() throws SQLException {
    String columns =
        IntStream.range(0, 101).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    refused(Code.USAGE, "100 columns", image("CREATE TABLE t(" + columns + ")"));
    String[] tables =
        IntStream.range(0, 101).mapToObj(i -> "CREATE TABLE t" + i + "(a)").toArray(String[]::new);
    refused(Code.USAGE, "100 tables", image(tables));
    refused(
        Code.USAGE,
        "50000 rows",
        image("CREATE TABLE t(a)", "INSERT INTO t " + ROWS.formatted(50_001) + "SELECT i FROM n"));
    refused(
        Code.USAGE,
        "larger than 2 MiB",
        image("CREATE TABLE t(a)", "INSERT INTO t VALUES(zeroblob(3000000))"));
    refused(
        Code.USAGE,
        "64 MiB",
        image(
            "CREATE TABLE t(a)",
            "INSERT INTO t " + ROWS.formatted(35) + "SELECT zeroblob(2000000) FROM n"));
    refused(Code.USAGE, "UTF-16", image("PRAGMA encoding = 'UTF-16le'", "CREATE TABLE t(a)"));
  }

  /** A table of some pages below a first one. */
  private static byte[] tree() throws SQLException {
    return image(
        "CREATE TABLE t(a)",
        "INSERT INTO t "
            + ROWS.formatted(300)
            + "SELECT 'sk-canary-' || printf('%0200d', i) FROM n");
  }

  @Test
  void F2_C5_trees_whose_pages_are_reached_twice_or_never_end_are_refused() throws SQLException {
    byte[] image = tree();
    int root = PAGE; // page 2
    assertThat(image[root]).as("an inner page").isEqualTo((byte) 5);
    ByteBuffer pages = ByteBuffer.wrap(image);
    int first = pages.getInt(root + pages.getShort(root + 12));
    for (int child : new int[] {first, 2, 1, 0, 1_000_000, -1}) {
      byte[] changed = image.clone();
      ByteBuffer.wrap(changed).putInt(root + 8, child);
      refused(Code.DAMAGED, "damaged inside", changed);
    }
  }

  @Test
  void F2_C5_databases_that_are_cut_or_none_are_refused() throws SQLException {
    byte[] image = tree();
    refused(Code.DAMAGED, "damaged inside", Arrays.copyOf(image, image.length / PAGE / 2 * PAGE));
    refused(Code.DAMAGED, "damaged inside", new byte[PAGE]);
    refused(Code.DAMAGED, "no page", new byte[100]);
    byte[] noise = new byte[3 * PAGE];
    new Random(1).nextBytes(noise);
    refused(Code.DAMAGED, "damaged inside", noise);
  }

  @Test
  void F2_C5_bytes_changed_anywhere_are_read_as_data_or_refused() throws SQLException {
    byte[] image =
        image(
            "CREATE TABLE keys(name TEXT PRIMARY KEY, value TEXT)",
            "INSERT INTO keys "
                + ROWS.formatted(40)
                + "SELECT i, 'sk-canary-' || printf('%0300d', i) FROM n",
            "INSERT INTO keys VALUES('long', hex(zeroblob(10000)))");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      byte[] changed = image.clone();
      int page = random.nextInt(image.length / PAGE) * PAGE;
      for (int j = 0; j < 3; j++) {
        changed[page + random.nextInt(i % 2 == 0 ? 120 : PAGE)] = (byte) random.nextInt(256);
      }
      Throwable failure =
          catchThrowable(() -> databases.read(changed).forEach(DatabaseTable::close));
      if (failure != null) {
        assertThat(failure).as("seed " + seed).isInstanceOf(KeymasterException.class);
        assertThat(((KeymasterException) failure).code())
            .as("seed " + seed + ": " + failure.getMessage())
            .isIn(Code.DAMAGED, Code.USAGE);
      }
    }
  }

  @Test
  void F2_C5_reading_changes_nothing_and_says_the_same_again() throws SQLException {
    byte[] image = tree();
    byte[] before = image.clone();
    List<Integer> sizes =
        List.of(
            databases.read(image).getFirst().rows().size(),
            databases.read(image).getFirst().rows().size());
    assertThat(sizes).containsExactly(300, 300);
    assertThat(image).isEqualTo(before);
  }
}
