package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections a store opens, which of them writes, and what is done with broken ones. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class SessionsTests {
  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @Test
  void program_with_one_thread_opens_the_file_once() throws IOException {
    try (SqliteRows rows = vault.open()) {
      TestVault.wholeState(rows);
      rows.write(Writer::addOne);
      TestVault.wholeState(rows);
      assertThat(openDescriptors()).isEqualTo(1);
    }
    assertThat(openDescriptors()).isZero();
  }

  @Test
  void reads_in_reads_have_connections_of_their_own() throws IOException {
    try (SqliteRows rows = vault.open()) {
      assertThat(readInside(rows, 12)).isEqualTo(12);
      assertThat(openDescriptors()).isGreaterThan(1);
    }
    assertThat(openDescriptors()).isZero();
  }

  private static int readInside(SqliteRows rows, int depth) {
    return depth == 0
        ? 0
        : rows.read(snapshot -> {
          assertThat(TestVault.count(snapshot.rows())).isEqualTo(1);
          return 1 + readInside(rows, depth - 1);
        });
  }

  @Test
  void store_closed_inside_a_read_is_closed_when_the_read_ends() throws IOException {
    SqliteRows rows = vault.open();
    assertThat(
            rows.<Long>read(snapshot -> {
              rows.close();
              return TestVault.count(snapshot.rows());
            }))
        .isEqualTo(1);
    assertThat(openDescriptors()).isZero();
  }

  @Test
  void connection_that_met_damage_is_replaced() {
    vault.tamper("UPDATE row SET sealed = zeroblob(100000000)");
    try (SqliteRows rows = vault.open()) {
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(KeymasterException.class)
            .isThrownBy(() -> TestVault.wholeState(rows));
      }
      vault.tamper("UPDATE row SET sealed = x'00'");
      assertThat(TestVault.wholeState(rows)).isEqualTo(1);
    }
  }

  @Test
  void closed_cursor_is_not_used_and_closing_it_twice_is_harmless() {
    try (SqliteRows rows = vault.open()) {
      rows.read(snapshot -> {
        Cursor<SealedRow> cursor = snapshot.rows();
        cursor.close();
        cursor.close();
        assertThatExceptionOfType(BugException.class).isThrownBy(cursor::next);
        return true;
      });
    }
  }

  @Test
  void missing_library_is_a_failure_and_nothing_is_unpacked() {
    System.setProperty("org.sqlite.lib.path", directory.toString());
    try {
      KeymasterException failure = catchThrowableOfType(KeymasterException.class, vault::open);
      assertThat(failure).hasMessageContaining("the SQLite library is missing");
      assertThat(failure.hint()).contains("install");
    } finally {
      System.clearProperty("org.sqlite.lib.path");
    }
  }

  /** Returns how often this process has the vault open. */
  private long openDescriptors() throws IOException {
    Path real = vault.file().toRealPath();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> leadsTo(descriptor, real)).count();
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
