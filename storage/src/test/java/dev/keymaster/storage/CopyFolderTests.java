package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyFolderTests {
  private static final String ID = "0123456789abcdef".repeat(2);
  private static final String OTHER = "fedcba9876543210".repeat(2);

  private final Path folder;
  private final Path file;
  private final CopyFolder copies;

  CopyFolderTests(@TempDir Path directory) {
    folder = directory.resolve("state/backups");
    file = folder.resolve(ID + ".kmcopy");
    copies = new CopyFolder(folder);
  }

  private void write(String id) {
    copies.write(id, out -> out.write(new byte[] {1, 2, 3}));
  }

  @Test
  void a_copy_is_this_user_s_alone() throws IOException {
    write(ID);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (InputStream in = copies.open(ID)) {
      assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void a_copy_that_breaks_off_leaves_no_file() {
    assertThatThrownBy(() ->
            copies.write(
                ID,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("No space left on device");
    assertThat(file).doesNotExist();
  }

  @Test
  void nothing_is_ever_overwritten() {
    write(ID);
    assertThatThrownBy(() -> write(ID))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void a_copy_that_others_can_read_is_refused() throws IOException {
    write(ID);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> copies.open(ID))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.DENIED));
  }

  @Test
  void a_planted_link_is_not_followed() throws IOException {
    Path target = Files.writeString(folder.resolve("../../mine").normalize(), "mine");
    write(OTHER);
    Files.createSymbolicLink(file, target);
    assertThatThrownBy(() -> write(ID)).isInstanceOf(KeymasterException.class);
    assertThatThrownBy(() -> copies.open(ID)).isInstanceOf(KeymasterException.class);
    assertThat(target).hasContent("mine");
  }

  @Test
  void sweeping_takes_old_files_that_nobody_knows() throws IOException {
    write(ID);
    write(OTHER);
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "mine");
    Instant now = Instant.now();
    for (Path each : Set.of(file, folder.resolve(OTHER + ".kmcopy"), foreign)) {
      Files.setLastModifiedTime(each, FileTime.from(now.minus(Duration.ofDays(40))));
    }
    copies.sweep(Set.of(OTHER), now.minus(Duration.ofDays(50)));
    assertThat(file).exists();
    copies.sweep(Set.of(OTHER), now.minus(Duration.ofDays(30)));
    assertThat(file).doesNotExist();
    assertThat(folder.resolve(OTHER + ".kmcopy")).exists();
    assertThat(foreign).exists();
  }

  @Test
  void what_is_not_there_is_not_found_and_no_trouble_to_remove() {
    copies.remove(ID);
    copies.sweep(Set.of(), Instant.now());
    assertThatThrownBy(() -> copies.open(ID))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }

  @Test
  void an_id_is_never_a_path() {
    assertThatThrownBy(() -> write("../x")).isInstanceOf(BugException.class);
  }
}
