package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories that are this user's alone, made and refused (SD17, SD18). */
@SuppressWarnings("NullAway.Init") // set by JUnit
class PrivateFilesTests {
  @TempDir private Path directory;

  @Test
  void SD18_directory_and_its_missing_parents_are_made_0700() throws IOException {
    Path made = PrivateFiles.directory(directory.resolve("a/b"));
    assertThat(made).isEqualTo(directory.toRealPath().resolve("a/b"));
    assertThat(TestVault.mode(directory.resolve("a"))).isEqualTo("rwx------");
    assertThat(TestVault.mode(directory.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(PrivateFiles.directory(made)).isEqualTo(made);
  }

  @Test
  void SD18_new_file_is_0600_and_never_over_another() throws IOException {
    Path file = directory.resolve("new");
    PrivateFiles.create(file).close();
    assertThat(TestVault.mode(file)).isEqualTo("rw-------");
    assertCode(Code.CONFLICT, () -> PrivateFiles.create(file));
  }

  @Test
  void SD17_replacing_is_whole_and_leaves_nothing_beside() throws IOException {
    Path file = directory.resolve("state");
    PrivateFiles.replace(file, "first".getBytes(UTF_8));
    PrivateFiles.replace(file, "second".getBytes(UTF_8));
    assertThat(file).hasContent("second");
    assertThat(TestVault.mode(file)).isEqualTo("rw-------");
    assertThat(directory.toFile().list()).containsExactly("state");
  }

  @Test
  void SD17_replacing_takes_over_what_a_dead_process_left() throws IOException {
    Path file = directory.resolve("state");
    Path left =
        directory.resolve(
            "state.%d-%d.new"
                .formatted(ProcessHandle.current().pid(), Thread.currentThread().threadId()));
    Path precious = Files.writeString(directory.resolve("precious"), "precious");
    Files.createSymbolicLink(left, precious);
    PrivateFiles.replace(file, "new".getBytes(UTF_8));
    assertThat(file).hasContent("new");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void SL2_replacing_a_link_is_refused() throws IOException {
    Path precious = Files.writeString(directory.resolve("precious"), "precious");
    Path link = Files.createSymbolicLink(directory.resolve("state"), precious);
    assertCode(Code.DENIED, () -> PrivateFiles.replace(link, new byte[1]));
    assertThat(precious).hasContent("precious");
  }

  @Test
  void small_file_is_read_whole_and_a_large_one_refused() {
    Path file = directory.resolve("state");
    assertThat(PrivateFiles.read(file, 10)).isEmpty();
    PrivateFiles.replace(file, "0123456789".getBytes(UTF_8));
    assertThat(PrivateFiles.read(file, 10).orElseThrow()).isEqualTo("0123456789".getBytes(UTF_8));
    assertCode(Code.CORRUPT, () -> PrivateFiles.read(file, 9));
  }

  @Test
  void missing_file_cannot_be_opened_and_the_message_names_it() {
    Path file = directory.resolve("no\u001bsuch");
    KeymasterException failure =
        assertCode(Code.FAILURE, () -> PrivateFiles.open(file, StandardOpenOption.READ));
    assertThat(failure).hasMessageContaining("no\\u001bsuch does not exist");
    assertThat(failure.hint()).startsWith("ls -ld '");
  }

  @Test
  void file_in_place_of_a_directory_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("state"), "x");
    assertThat(assertCode(Code.DENIED, () -> PrivateFiles.directory(file)))
        .hasMessageContaining("is a file");
    assertCode(Code.FAILURE, () -> PrivateFiles.directory(file.resolve("below")));
  }

  @Test
  void opened_file_can_be_written() throws IOException {
    Path file = directory.resolve("state");
    PrivateFiles.replace(file, new byte[] {1, 2});
    try (FileChannel channel =
        PrivateFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(channel.write(java.nio.ByteBuffer.wrap(new byte[] {3}), 1)).isEqualTo(1);
    }
    assertThat(Files.readAllBytes(file)).containsExactly(1, 3);
  }

  private static KeymasterException assertCode(Code code, Runnable action) {
    KeymasterException failure = catchThrowableOfType(KeymasterException.class, action::run);
    assertThat(failure.code()).isEqualTo(code);
    return failure;
  }
}
