package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of an older version is lifted with all it holds, or not touched (SP12). */
@SuppressWarnings("NullAway.Init") // set by JUnit
class MigrationTests {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String NOTE = "CREATE TABLE note(text BLOB NOT NULL) STRICT";

  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  /** Version 2 as some later release might have it: one table more. */
  private static Schema later(String... statements) {
    Schema.Step first = Schema.CURRENT.steps().getFirst();
    List<String> result = new ArrayList<>(first.result());
    result.add(3, "table note note " + NOTE);
    return new Schema(List.of(first, new Schema.Step(List.of(statements), result)));
  }

  @Test
  void older_file_is_lifted_and_keeps_its_content() {
    Schema later = later(NOTE, "INSERT INTO note SELECT value FROM part");
    try (SqliteRows rows = SqliteRows.open(vault.file(), PATIENCE, later)) {
      assertThat(TestVault.wholeState(rows)).isEqualTo(1);
      assertThat(rows.write(Writer::addOne)).isEqualTo(2);
    }
    try (SqliteRows rows = SqliteRows.open(vault.file(), PATIENCE, later)) {
      assertThat(TestVault.wholeState(rows)).isEqualTo(2);
    }
  }

  @Test
  void lifted_file_is_refused_by_the_older_release() {
    SqliteRows.open(vault.file(), PATIENCE, later(NOTE)).close();
    KeymasterException failure = vault.failure();
    assertThat(failure).hasMessageContaining("newer Keymaster (file version 2)");
    assertThat(failure.code()).isEqualTo(Code.FAILURE);
  }

  @Test
  void step_that_fails_leaves_the_older_file() {
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class,
            () ->
                SqliteRows.open(
                    vault.file(), PATIENCE, later(NOTE, "INSERT INTO nowhere VALUES(1)")));
    assertThat(failure.code()).isEqualTo(Code.CORRUPT);
    assertThat(vault.rowCount()).isEqualTo(1);
  }

  @Test
  void step_that_does_not_make_what_it_says_leaves_the_older_file() {
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class, () -> SqliteRows.open(vault.file(), PATIENCE, later()));
    assertThat(failure).hasMessageContaining("lacks a table");
    assertThat(vault.rowCount()).isEqualTo(1);
  }

  @Test
  void tampered_older_file_is_not_lifted() {
    vault.tamper("CREATE TABLE extra(x)");
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class, () -> SqliteRows.open(vault.file(), PATIENCE, later(NOTE)));
    assertThat(failure).hasMessageContaining("table extra");
  }

  @Test
  void file_that_goes_back_under_an_open_store_is_refused() {
    Schema later = later(NOTE);
    try (SqliteRows rows = SqliteRows.open(vault.file(), PATIENCE, later)) {
      vault.tamper("DROP TABLE note", "PRAGMA user_version = 1");
      KeymasterException failure =
          catchThrowableOfType(
              KeymasterException.class,
              () -> rows.read(outer -> rows.read(inner -> inner.rows().next() == null)));
      assertThat(failure).hasMessageContaining("went back to an older file version");
    }
  }
}
