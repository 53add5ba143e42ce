package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, pipes, looser modes and other owners are refused, and what they lead to is untouched. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class PlantedPathTests {
  private static final int NOBODY = 65534;

  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @Test
  void SD18_vault_and_its_companions_are_made_private() throws IOException {
    try (SqliteRows rows = vault.open()) {
      rows.write(Writer::addOne);
      for (String companion : new String[] {"", "-wal", "-shm", ".lock"}) {
        assertThat(TestVault.mode(vault.companion(companion))).isEqualTo("rw-------");
      }
      assertThat(TestVault.mode(vault.home())).isEqualTo("rwx------");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw----r--", "rw--w----", "rwx--x---"})
  void SD18_looser_mode_is_refused_with_the_command_that_mends_it(String mode) throws IOException {
    vault.setMode(mode);
    assertRefused("can be used by others", "chmod 600 '" + vault.file() + "'");
  }

  @Test
  void SD18_looser_directory_is_refused() throws IOException {
    Files.setPosixFilePermissions(vault.home(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertRefused("home can be used by others (mode 0755)", "chmod 700 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal", "-shm", "-journal", ".lock"})
  void SL1_file_of_another_owner_is_refused(String companion) throws IOException {
    Path file = vault.companion(companion);
    if (!Files.exists(file)) {
      Files.createFile(file, Ownership.forFile());
    }
    Files.setAttribute(file, "unix:uid", NOBODY);
    assertRefused("belongs to somebody else", "sudo chown ");
  }

  @Test
  void SL1_directory_of_another_owner_is_refused() throws IOException {
    Files.setAttribute(vault.home(), "unix:uid", NOBODY);
    assertRefused("belongs to somebody else", "sudo chown ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal", "-shm", "-journal", ".lock"})
  void SL2_symbolic_link_is_not_followed(String companion) throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "precious");
    Path planted = vault.companion(companion);
    Files.deleteIfExists(planted);
    Files.createSymbolicLink(planted, target);
    assertRefused("is a symbolic link", "move it away");
    assertThat(target).hasContent("precious");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal", "-shm", "-journal", ".lock"})
  void SL2_pipe_directory_and_second_name_are_refused(String companion)
      throws IOException, InterruptedException {
    Path planted = vault.companion(companion);
    Path kept = directory.resolve("kept");
    if (Files.exists(planted)) {
      Files.move(planted, kept);
    } else {
      Files.createFile(kept, Ownership.forFile());
    }
    Files.createLink(planted, kept);
    assertRefused("has a second name", "delete the other name");
    Files.delete(planted);
    Files.createDirectory(planted);
    assertRefused("is a directory", "move it away");
    Files.delete(planted);
    assertThat(new ProcessBuilder("mkfifo", planted.toString()).start().waitFor()).isZero();
    assertRefused("is not a regular file", "move it away");
  }

  @Test
  void SL2_linked_home_is_refused() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), vault.home());
    TestVault linked = TestVault.at(link.resolve("vault.db"));
    KeymasterException failure = linked.failure();
    assertThat(failure).hasMessageContaining("link is a symbolic link");
    assertThat(failure.code()).isEqualTo(Code.DENIED);
  }

  @Test
  void link_further_up_is_resolved() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    assertThat(TestVault.at(link.resolve("home/vault.db")).rowCount()).isEqualTo(1);
  }

  @Test
  void SL2_creation_follows_no_link_and_overwrites_nothing() throws IOException {
    Path target = directory.resolve("target");
    Path planted = vault.home().resolve("new.db");
    Files.createSymbolicLink(planted, target);
    KeymasterException failure = creationFailure(planted);
    assertThat(failure.code()).isEqualTo(Code.DENIED);
    assertThat(target).doesNotExist();
  }

  @Test
  void missing_vault_says_how_to_make_one() {
    KeymasterException failure = TestVault.at(directory.resolve("nowhere/vault.db")).failure();
    assertThat(failure).hasMessageContaining("there is no vault at");
    assertThat(failure.code()).isEqualTo(Code.LOCKED);
    assertThat(failure.hint()).isEqualTo("keymaster vault init");
    assertThat(SqliteRows.exists(directory.resolve("nowhere/vault.db"))).isFalse();
    assertThat(SqliteRows.exists(vault.file())).isTrue();
  }

  @Test
  void second_creation_is_a_conflict_and_changes_nothing() throws IOException {
    byte[] before = Files.readAllBytes(vault.file());
    KeymasterException failure = creationFailure(vault.file());
    assertThat(failure).hasMessageContaining("exists already");
    assertThat(failure.code()).isEqualTo(Code.CONFLICT);
    assertThat(Files.readAllBytes(vault.file())).isEqualTo(before);
  }

  @Test
  void creation_over_a_foreign_file_is_a_conflict() throws IOException {
    Path foreign = vault.home().resolve("foreign.db");
    Files.createFile(foreign, Ownership.forFile());
    Files.writeString(
        foreign, "my diary, which is longer than a database header would be: ".repeat(9));
    assertThat(creationFailure(foreign).code()).isEqualTo(Code.CONFLICT);
    assertThat(foreign).content().startsWith("my diary");
  }

  @Test
  void SG3_creation_that_was_killed_is_finished_by_the_next() throws IOException {
    Path unfinished = vault.home().resolve("unfinished.db");
    Files.createFile(unfinished, Ownership.forFile());
    SqliteRows.create(unfinished, Duration.ZERO).close();
    SqliteRows.create(unfinished, Duration.ZERO).close();
    assertThat(TestVault.at(unfinished).rowCount()).isZero();
  }

  @Test
  void path_with_a_question_mark_is_refused() {
    Path strange = vault.home().resolve("vault.db?journal_mode=off");
    assertThat(creationFailure(strange).code()).isEqualTo(Code.USAGE);
    assertThat(creationFailure(Path.of("/")).code()).isEqualTo(Code.USAGE);
  }

  private static KeymasterException creationFailure(Path file) {
    return catchThrowableOfType(
        KeymasterException.class, () -> SqliteRows.create(file, Duration.ofSeconds(1)).close());
  }

  private void assertRefused(String reason, String hint) {
    KeymasterException failure = vault.failure();
    assertThat(failure).hasMessageContaining(reason);
    assertThat(failure.code()).isEqualTo(Code.DENIED);
    assertThat(failure.hint()).startsWith(hint);
  }
}
