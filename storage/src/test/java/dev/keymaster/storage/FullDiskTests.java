package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of one megabyte that is full or read-only (SG5). */
@SuppressWarnings("NullAway.Init") // set by JUnit
class FullDiskTests {
  @TempDir private Path directory;

  private Path disk;
  private int acknowledged;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(directory.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", disk.toString());
  }

  @Test
  void full_disk_changes_nothing_and_says_so() throws IOException {
    TestVault vault = TestVault.in(disk);
    try (SqliteRows rows = vault.open()) {
      long before = TestVault.wholeState(rows);
      fill();
      KeymasterException failure =
          catchThrowableOfType(KeymasterException.class, () -> writeUntilRefused(rows));
      assertThat(failure).hasMessageContaining("the disk is full").hasMessageContaining("vault.db");
      assertThat(failure.code()).isEqualTo(Code.FAILURE);
      long after = TestVault.wholeState(rows);
      assertThat(after).isEqualTo(before + acknowledged);
      Files.delete(disk.resolve("filler"));
      assertThat(rows.write(Writer::addOne)).isEqualTo(after + 1);
    }
  }

  @Test
  void creation_on_a_full_disk_leaves_nothing_that_looks_like_a_vault() throws IOException {
    Path file = disk.resolve("home/vault.db");
    PrivateFiles.directory(disk.resolve("home"));
    fill();
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class, () -> SqliteRows.create(file, Duration.ZERO).close());
    assertThat(failure.code()).isEqualTo(Code.FAILURE);
    assertThat(SqliteRows.exists(file)).isFalse();
    Files.delete(disk.resolve("filler"));
    SqliteRows.create(file, Duration.ZERO).close();
  }

  @Test
  void read_only_disk_is_a_failure_that_names_the_file() throws IOException, InterruptedException {
    TestVault vault = TestVault.in(disk);
    run("mount", "-o", "remount,ro", disk.toString());
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class,
            () -> {
              try (SqliteRows rows = vault.open()) {
                rows.write(Writer::addOne);
              }
            });
    assertThat(failure.code()).isEqualTo(Code.FAILURE);
    assertThat(failure).hasMessageContaining("vault.db");
    assertThat(failure.hint()).contains("ls -ld");
  }

  @Test
  void replacing_a_private_file_on_a_full_disk_keeps_the_old_one() throws IOException {
    Path file = disk.resolve("state");
    PrivateFiles.replace(file, "old".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    fill();
    KeymasterException failure =
        catchThrowableOfType(
            KeymasterException.class, () -> PrivateFiles.replace(file, new byte[100_000]));
    assertThat(failure.code()).isEqualTo(Code.FAILURE);
    assertThat(file).hasContent("old");
    try (var names = Files.list(disk)) {
      assertThat(names.map(name -> name.getFileName().toString()))
          .containsExactlyInAnyOrder("state", "filler");
    }
  }

  private void writeUntilRefused(SqliteRows rows) {
    while (acknowledged < 1000) {
      rows.write(Writer::addOne);
      acknowledged++;
    }
  }

  /** Takes all the room that is left. */
  private void fill() throws IOException {
    try (var out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as(String.join(" ", command))
        .isZero();
  }
}
