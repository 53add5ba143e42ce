package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHeldFreezeTests {
  private static final String VAULT = "0123456789abcdef0123456789abcdef";
  private static final byte[] NOTE = "sealed".getBytes(UTF_8);

  private final Path state;
  private final Path own;
  private final FileHeldFreeze held;

  FileHeldFreezeTests(@TempDir Path folder) {
    state = folder.resolve("state");
    own = state.resolve("frozen").resolve(VAULT);
    held = new FileHeldFreeze(state);
  }

  @Test
  void G9_it_reads_what_it_kept_of_that_vault_until_that_is_dropped() throws IOException {
    assertThat(held.read(VAULT)).isEmpty();
    held.drop(VAULT, "aa");
    held.keep(VAULT, "aa", NOTE);
    held.keep(VAULT, "bb", new byte[] {1});
    assertThat(held.read(VAULT)).hasSize(2).containsEntry("aa", NOTE);
    assertThat(held.read(VAULT.replace('0', 'f'))).as("another vault").isEmpty();
    assertThat(Files.getPosixFilePermissions(own.resolve("aa")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    held.drop(VAULT, "aa");
    assertThat(held.read(VAULT)).containsOnlyKeys("bb");
  }

  @Test
  void G9_attack_what_cannot_be_read_is_there_without_bytes() throws IOException {
    held.keep(VAULT, "aa", NOTE);
    Files.delete(own.resolve("aa"));
    Files.createSymbolicLink(own.resolve("link"), Path.of("/dev/null"));
    Files.createDirectories(own.resolve("folder/within"));
    Files.createFile(own.resolve("half.1-1.new"));
    assertThat(held.read(VAULT))
        .containsOnlyKeys("link", "folder")
        .allSatisfy((name, bytes) -> assertThat(bytes).isEmpty());
    held.drop(VAULT, "link");
    assertThatThrownBy(() -> held.drop(VAULT, "folder"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(own.resolve("folder").toString());
  }

  @Test
  void G9_attack_a_file_in_the_place_of_the_folder_can_be_dropped() throws IOException {
    Files.createDirectories(own.getParent());
    Files.createFile(own);
    assertThat(held.read(VAULT)).hasSize(1);
    held.read(VAULT).keySet().forEach(name -> held.drop(VAULT, name));
    assertThat(held.read(VAULT)).isEmpty();
  }

  @Test
  void G9_attack_what_has_no_name_of_a_note_is_one_thing_that_can_be_removed() throws Exception {
    held.keep(VAULT, "aa", NOTE);
    Files.createFile(own.resolve("Odd name"));
    Files.createFile(own.resolve("x".repeat(65)));
    bytes("touch \"$1/$(printf '\\377')\"");
    assertThat(held.read(VAULT)).containsOnlyKeys("aa", "").containsEntry("", new byte[0]);
    held.drop(VAULT, "");
    assertThat(held.read(VAULT)).containsOnlyKeys("aa");
    Files.createDirectories(own.resolve("Odd/within"));
    assertThatThrownBy(() -> held.drop(VAULT, ""))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining(own.toString())
        .hasMessageNotContaining("Odd");
  }

  /** Java cannot say such a name everywhere; a shell can. */
  private void bytes(String script) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", script, "sh", own.toString()).start();
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void G9_attack_nothing_is_removed_through_a_link() throws IOException {
    Path elsewhere = Files.createDirectories(state.resolveSibling("elsewhere").resolve(VAULT));
    Files.createFile(elsewhere.resolve("aa"));
    Files.createFile(elsewhere.resolve("My letter"));
    Files.createDirectories(own.getParent());
    Files.createSymbolicLink(own, elsewhere);
    assertThat(held.read(VAULT)).containsOnlyKeys("");
    held.drop(VAULT, "");
    assertThat(own).doesNotExist();
    Files.delete(own.getParent());
    Files.createSymbolicLink(own.getParent(), elsewhere.getParent());
    assertThat(held.read(VAULT)).containsOnlyKeys("");
    held.drop(VAULT, "");
    assertThat(held.read(VAULT)).isEmpty();
    assertThat(elsewhere.resolve("aa")).exists();
    assertThat(elsewhere.resolve("My letter")).exists();
  }

  @Test
  void G9_attack_no_more_are_read_than_are_looked_at_in_a_moment() throws IOException {
    held.keep(VAULT, "aa", NOTE);
    for (int i = 0; i < HeldFreeze.MOST + 9; i++) {
      Files.createFile(own.resolve("planted" + i));
    }
    assertThat(held.read(VAULT)).hasSize(HeldFreeze.MOST);
  }

  @Test
  void G9_what_cannot_be_kept_is_a_failure() throws IOException {
    Files.writeString(state, "a file");
    assertThatThrownBy(() -> held.keep(VAULT, "aa", NOTE)).isInstanceOf(KeymasterException.class);
  }
}
