package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyFileSourceTests {
  private static final int NOBODY = 65534;

  @TempDir Path directory;
  private Path file;
  private final KeyFileSource source = new KeyFileSource(Optional.empty());

  @BeforeEach
  void name() {
    file = directory.resolve("it's a key");
  }

  private void store() {
    try (Secret key = Slots.key()) {
      assertThat(source.store(Slots.VAULT, Slots.keyFile(file), key)).isEqualTo(file.toString());
    }
  }

  private boolean opens(KeyFileSource source, Path path) {
    try (Secret key = source.secret(Slots.VAULT, Slots.keyFile(path)).orElseThrow()) {
      return Arrays.equals(key.reveal(), Slots.bytes());
    }
  }

  private void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void refused(ThrowingCallable call, Code code, Consumer<KeymasterException> says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              says.accept(e);
            });
  }

  private void readRefused(String message, String hint) {
    refused(
        () -> source.secret(Slots.VAULT, Slots.keyFile(file)),
        Code.LOCKED,
        e -> {
          assertThat(e.getMessage()).startsWith("key file '" + directory).contains(message);
          assertThat(e.hint()).contains(hint);
        });
  }

  private void storeRefused(Code code, String message, String hint) {
    try (Secret key = Slots.key()) {
      refused(
          () -> source.store(Slots.VAULT, Slots.keyFile(file), key),
          code,
          e -> {
            assertThat(e.getMessage()).startsWith("key file '" + directory).contains(message);
            assertThat(e.hint()).contains(hint);
          });
    }
  }

  private static void run(Path directory, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    assertThat(builder.start().waitFor()).isZero();
  }

  @Nested
  final class Storing {
    @Test
    void D9_file_is_made_with_mode_0600_and_read_back() throws IOException {
      store();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).startsWith("keymaster-key-1:").endsWith(Slots.ID + "\n");
      assertThat(opens(source, file)).isTrue();
    }

    @Test
    void file_that_cannot_be_written_whole_is_taken_away() {
      Thread.currentThread().interrupt();
      storeRefused(Code.FAILURE, "cannot be written", "directory of your own");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file).doesNotExist();
    }

    @Test
    void existing_file_is_never_overwritten() throws IOException {
      Files.writeString(file, "mine");
      storeRefused(Code.CONFLICT, "never overwritten", "another path");
      assertThat(file).hasContent("mine");
    }

    @Test
    void SL2_planted_link_is_not_followed() throws IOException {
      Path target = directory.resolve("target");
      Files.createSymbolicLink(file, target);
      storeRefused(Code.CONFLICT, "never overwritten", "another path");
      assertThat(target).doesNotExist();
    }

    @Test
    void missing_directory_is_named_with_the_command_that_makes_it() {
      file = directory.resolve("not/there/key");
      storeRefused(Code.FAILURE, "no directory", "mkdir -p -m 700 '" + directory + "/not/there'");
    }

    @Test
    void directory_that_others_write_is_refused() throws IOException {
      mode(directory, "rwxrwx---");
      storeRefused(Code.DENIED, "others can replace", "chmod go-w '" + directory + "'");
      assertThat(file).doesNotExist();
    }

    @Test
    void directory_of_somebody_else_is_refused() throws IOException {
      Files.setAttribute(directory, "unix:uid", NOBODY);
      storeRefused(Code.DENIED, "belongs to somebody else", "directory of your own");
    }

    @Test
    void place_that_cannot_be_written_is_named() throws IOException {
      Files.writeString(directory.resolve("plain"), "");
      file = directory.resolve("plain").resolve("key");
      storeRefused(Code.FAILURE, "cannot be written", "directory of your own");
    }

    @Test
    void label_that_is_no_path_is_a_usage_error() {
      refused(
          () -> source.secret(Slots.VAULT, Slots.slot(SlotKind.KEY_FILE, "a\0b")),
          Code.USAGE,
          e -> assertThat(e.getMessage()).isEqualTo("not the path of a key file: 'a\\u0000b'"));
    }
  }

  @Nested
  final class Reading {
    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void modes_for_the_owner_alone_are_read(String mode) throws IOException {
      store();
      mode(file, mode);
      assertThat(opens(source, file)).isTrue();
    }

    @Test
    void D9_every_looser_mode_is_refused_with_the_chmod_to_run() throws IOException {
      store();
      for (int bits = 1; bits < 0100; bits++) {
        Files.setAttribute(file, "unix:mode", 0600 | bits);
        String chmod = "chmod 600 '" + directory + "/it'\\''s a key'";
        readRefused(String.format("mode %04o", 0600 | bits), chmod);
      }
    }

    @Test
    void D9_file_of_another_owner_is_refused() throws IOException {
      store();
      Files.setAttribute(file, "unix:uid", NOBODY);
      readRefused("belongs to somebody else", "chown");
    }

    @Test
    void SL3_file_in_a_directory_that_others_write_is_refused() throws IOException {
      store();
      mode(directory, "rwxrwxrwx");
      readRefused("others can replace", "chmod go-w");
      Files.setAttribute(directory, "unix:mode", 01777);
      assertThat(opens(source, file)).isTrue();
    }

    @Test
    void D8_missing_file_is_named_with_what_to_do() {
      readRefused("is missing", "KEYMASTER_KEY_FILE");
    }

    @Test
    void D8_unreadable_file_is_named() throws IOException {
      Path loop = directory.resolve("loop");
      Files.createSymbolicLink(loop, loop);
      file = loop.resolve("key");
      readRefused("cannot be read", "ls -l");
    }

    @Test
    void SL2_link_directory_and_fifo_are_refused() throws Exception {
      store();
      Path real = file;
      file = directory.resolve("link");
      Files.createSymbolicLink(file, real);
      readRefused("symbolic link", "path of the file itself");
      file = Files.createDirectory(directory.resolve("directory"));
      readRefused("is a directory", "path of the file itself");
      file = directory.resolve("fifo");
      run(directory, "mkfifo", "-m", "600", file.toString());
      readRefused("not a regular file", "path of the file itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sk-canary-12", "keymaster-key-1:", "keymaster-key-1:AAAA\n"})
    void what_is_not_a_key_file_is_refused_without_repeating_it(String text) throws IOException {
      Files.writeString(file, text);
      mode(file, "rw-------");
      readRefused("is not a key file", "the file that was made for it");
    }

    @Test
    void huge_file_is_not_read_whole() throws IOException {
      store();
      Files.writeString(file, Files.readString(file).strip() + " " + "x".repeat(1 << 20));
      readRefused("is not a key file", "");
    }
  }

  @Nested
  final class WorkTree {
    @BeforeEach
    void repository() throws Exception {
      run(directory, "git", "init", "-q");
      file = Files.createDirectories(directory.resolve("a/b")).resolve("master.key");
    }

    @Test
    void D9_file_that_git_could_commit_is_refused() {
      storeRefused(Code.DENIED, "git work tree '" + directory + "'", ".gitignore");
      assertThat(file).doesNotExist();
    }

    @Test
    void D9_ignored_file_is_accepted() throws IOException {
      Files.writeString(directory.resolve(".gitignore"), "*.key\n");
      store();
      assertThat(opens(source, file)).isTrue();
    }

    @Test
    void D9_file_no_longer_ignored_is_refused() throws IOException {
      Files.writeString(directory.resolve(".gitignore"), "*.key\n");
      store();
      Files.delete(directory.resolve(".gitignore"));
      readRefused("which does not ignore it", ".gitignore");
    }

    @Test
    void SL11_tracked_file_is_refused_even_if_a_pattern_matches() throws Exception {
      Files.writeString(directory.resolve(".gitignore"), "*.key\n");
      store();
      run(directory, "git", "add", "-f", file.toString());
      readRefused("git work tree", ".gitignore");
    }

    @Test
    void D9_link_on_the_way_does_not_hide_the_work_tree() throws IOException {
      Path link = directory.resolveSibling(directory.getFileName() + "-link");
      Files.createSymbolicLink(link, file.getParent());
      Path through = link.resolve("master.key");
      try (Secret key = Slots.key()) {
        refused(
            () -> source.store(Slots.VAULT, Slots.keyFile(through), key),
            Code.DENIED,
            e -> assertThat(e.getMessage()).contains("git work tree"));
      } finally {
        Files.delete(link);
      }
    }

    @Test
    void D9_linked_work_tree_has_a_file_for_dot_git_and_counts() throws Exception {
      Path other = Files.createDirectory(directory.resolve("other"));
      Files.writeString(other.resolve(".git"), "gitdir: " + directory.resolve(".git"));
      file = other.resolve("master.key");
      storeRefused(Code.DENIED, "git work tree '" + other + "'", ".gitignore");
    }

    @Test
    void without_git_nothing_counts_as_ignored() throws IOException {
      Files.writeString(directory.resolve(".gitignore"), "*.key\n");
      var blind = new KeyFileSource(Optional.empty(), new GitTree("no-such-git"));
      try (Secret key = Slots.key()) {
        refused(
            () -> blind.store(Slots.VAULT, Slots.keyFile(file), key),
            Code.DENIED,
            e -> assertThat(e.getMessage()).contains("does not ignore it"));
      }
    }

    @Test
    void git_that_fails_or_was_interrupted_means_not_ignored() throws IOException {
      GitTree failing = new GitTree("false");
      assertThat(failing.exposing(directory.toRealPath(), file, Duration.ofSeconds(5)))
          .contains(directory.toRealPath());
      Thread.currentThread().interrupt();
      GitTree slow = new GitTree("git");
      assertThat(slow.exposing(directory.toRealPath(), file, Duration.ofSeconds(5))).isPresent();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Nested
  final class Elsewhere {
    @Test
    void D9_copy_named_by_the_variable_opens_the_same_slot() throws IOException {
      store();
      Path copy = directory.resolve("copy");
      Files.move(file, copy);
      var elsewhere = new KeyFileSource(Optional.of(copy));
      assertThat(opens(elsewhere, file)).isTrue();
      assertThat(elsewhere.probe().availability()).isEqualTo(Availability.READY);
      mode(copy, "rw-r--r--");
      assertThat(elsewhere.probe().availability()).isEqualTo(Availability.BROKEN);
      assertThat(elsewhere.probe().reason()).contains("mode 0644");
    }

    @Test
    void without_the_variable_files_are_simply_possible() {
      assertThat(source.probe().availability()).isEqualTo(Availability.READY);
      assertThat(source.kind()).isEqualTo(SlotKind.KEY_FILE);
    }
  }

  @Nested
  final class Forgetting {
    @Test
    void file_of_the_removed_slot_is_deleted() {
      store();
      source.forget(Slots.VAULT, Slots.keyFile(file));
      assertThat(file).doesNotExist();
      source.forget(Slots.VAULT, Slots.keyFile(file));
    }

    @Test
    void file_of_another_slot_or_program_is_left_alone() throws IOException {
      Path link = directory.resolve("link");
      for (String text : List.of("", "mine", "keymaster-key-1:" + "A".repeat(43) + " slot ff\n")) {
        Files.writeString(file, text);
        source.forget(Slots.VAULT, Slots.keyFile(file));
        assertThat(file).hasContent(text);
      }
      Files.createSymbolicLink(link, file);
      source.forget(Slots.VAULT, Slots.keyFile(link));
      assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }
}
