package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRows.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody with the file can do to it is noticed without any key (decisions 1). */
@SuppressWarnings("NullAway.Init") // set by JUnit
class TamperedFileTests {
  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @Test
  void untouched_file_opens() {
    assertThat(vault.rowCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM row; END          | trigger t
          CREATE VIEW v AS SELECT * FROM row                                         | view v
          CREATE TABLE extra(x)                                                      | table extra
          CREATE INDEX i ON event(sealed)                                            | index i
          CREATE VIRTUAL TABLE f USING fts5(x)                                       | table f
          ALTER TABLE part ADD COLUMN more BLOB                                      | table part
          ALTER TABLE event RENAME COLUMN sealed TO other                            | table event
          ANALYZE                                                                    | sqlite_stat
          DROP TABLE tile                                                            | lacks a table
          """)
  void SA1_schema_that_is_not_ours_word_for_word_is_refused(String sql, String named) {
    vault.tamper(sql);
    assertCorrupt(named);
  }

  @Test
  void SA1_constraint_taken_away_is_refused() {
    vault.tamper(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, ' UNIQUE', '       ') WHERE name = 'row'");
    assertThat(vault.failure().code()).isEqualTo(Code.CORRUPT);
  }

  @Test
  void foreign_application_id_is_refused() {
    vault.tamper("PRAGMA application_id = 1");
    assertCorrupt("is not a Keymaster vault");
  }

  @Test
  void SP12_newer_version_is_refused_with_the_way_out() {
    vault.tamper("PRAGMA user_version = 2");
    KeymasterException failure = vault.failure();
    assertThat(failure).hasMessageContaining("newer Keymaster (file version 2)");
    assertThat(failure.code()).isEqualTo(Code.FAILURE);
    assertThat(failure.hint()).contains("install");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void version_that_never_was_is_refused(int version) {
    vault.tamper("PRAGMA user_version = " + version);
    assertCorrupt("has no file version");
  }

  @Test
  void empty_file_is_refused_as_unfinished() throws IOException {
    Files.write(vault.file(), new byte[0]);
    assertCorrupt("is empty");
  }

  @Test
  void random_bytes_are_refused() throws IOException {
    byte[] noise = new byte[8192];
    new Random(7).nextBytes(noise);
    Files.write(vault.file(), noise);
    assertCorrupt("is not a Keymaster vault");
  }

  @Test
  void SA1_every_truncation_by_pages_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(vault.file());
    for (int length = 1; length < whole.length; length += 509) {
      Files.write(vault.file(), Arrays.copyOf(whole, length));
      KeymasterException failure =
          catchThrowableOfType(
              KeymasterException.class,
              () -> {
                try (SqliteRows rows = vault.open()) {
                  rows.read(TamperedFileTests::readAll);
                }
              });
      assertThat(failure).as("cut to %d bytes", length).isNotNull();
      assertThat(failure.code()).isEqualTo(Code.CORRUPT);
    }
  }

  /**
   * The vault checks contents; here no flip may crash, hang or surface as anything undocumented.
   */
  @Test
  void SA1_no_flipped_byte_of_the_file_is_more_than_a_refusal() throws IOException {
    byte[] whole = Files.readAllBytes(vault.file());
    int refused = 0;
    for (int at = 0; at < whole.length; at += 29) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(vault.file(), flipped);
      refused += refuses() ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void row_of_a_wrong_shape_is_refused() {
    vault.tamper("UPDATE row SET kind = 256");
    assertReadingCorrupt("malformed row");
    vault.tamper("UPDATE row SET kind = 1, locator = x'00'");
    assertReadingCorrupt("malformed row");
    vault.tamper("UPDATE row SET locator = zeroblob(32), position = -1");
    assertReadingCorrupt("malformed row");
  }

  @Test
  void huge_value_is_refused_before_it_is_loaded() {
    vault.tamper("UPDATE row SET sealed = zeroblob(200000000)");
    assertReadingCorrupt("too large");
  }

  @Test
  void huge_value_is_refused_as_often_as_it_is_read() {
    vault.tamper("INSERT OR REPLACE INTO part VALUES ('header', zeroblob(200000000))");
    try (SqliteRows rows = vault.open()) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                catchThrowableOfType(
                    KeymasterException.class,
                    () -> rows.read(snapshot -> snapshot.part("header") == null)))
            .hasMessageContaining("too large");
      }
    }
  }

  @Test
  void value_too_large_to_store_is_our_mistake() {
    try (SqliteRows rows = vault.open()) {
      assertThatExceptionOfType(BugException.class)
          .isThrownBy(() ->
              rows.write(change -> {
                change.putPart("x", new byte[Session.LARGEST + 1]);
                return true;
              }))
          .withMessageContaining("too large");
    }
  }

  @Test
  void trigger_added_while_the_store_is_open_stops_writing() {
    try (SqliteRows rows = vault.open()) {
      vault.tamper("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM row; END");
      KeymasterException failure =
          catchThrowableOfType(KeymasterException.class, () -> rows.write(Writer::addOne));
      assertThat(failure).hasMessageContaining("tables changed while it was open");
      assertThat(failure.code()).isEqualTo(Code.CORRUPT);
    }
  }

  @Test
  void planted_log_with_nothing_in_it_is_ignored() throws IOException {
    Files.createFile(vault.companion("-wal"), Ownership.forFile());
    Files.write(vault.companion("-wal"), new byte[32 + 24 + 4096]);
    assertThat(vault.rowCount()).isEqualTo(1);
  }

  @Test
  void other_journal_mode_is_set_right() throws IOException {
    vault.tamper("PRAGMA journal_mode = DELETE");
    try (SqliteRows rows = vault.open()) {
      assertThat(rows.write(Writer::addOne)).isEqualTo(2);
      assertThat(vault.companion("-wal")).isNotEmptyFile();
    }
  }

  private boolean refuses() {
    try (SqliteRows rows = vault.open()) {
      rows.read(TamperedFileTests::readAll);
      return false;
    } catch (KeymasterException e) {
      assertThat(e.code()).isIn(Code.CORRUPT, Code.FAILURE, Code.CONFLICT);
      assertThat(e.getMessage()).contains("vault.db").doesNotContain("\n");
      return true;
    }
  }

  private static long readAll(Snapshot snapshot) {
    byte[] part = snapshot.part("header");
    return TestVault.count(snapshot.rows())
        + TestVault.count(snapshot.events(0))
        + (part == null ? 0 : ByteBuffer.wrap(part).remaining());
  }

  private void assertCorrupt(String named) {
    KeymasterException failure = vault.failure();
    assertThat(failure).hasMessageContaining(named).hasMessageContaining("vault.db");
    assertThat(failure.code()).isEqualTo(Code.CORRUPT);
    assertThat(failure.hint()).contains("keymaster vault");
  }

  private void assertReadingCorrupt(String named) {
    try (SqliteRows rows = vault.open()) {
      KeymasterException failure =
          catchThrowableOfType(
              KeymasterException.class, () -> rows.read(TamperedFileTests::readAll));
      assertThat(failure).hasMessageContaining(named);
      assertThat(failure.code()).isEqualTo(Code.CORRUPT);
    }
  }
}
