package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Security.md §9, items S43 to S66 as far as they concern the vault file: broken and foreign files.
 */
class BadFileTests {
  @TempDir Path folder;
  private BadInputs bad;

  @BeforeEach
  void open() {
    bad = BadInputs.in(folder);
  }

  private void put(byte[] content) throws IOException {
    Files.write(bad.vault(), content, StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Test
  void S43_without_a_vault_the_command_that_makes_one_is_named() throws IOException {
    Files.delete(bad.vault());
    assertThat(bad.refused(4, "get", "openai").errors()).contains("keymaster vault init");
  }

  @Test
  void S44_S45_S48_an_empty_cut_or_random_file_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(bad.vault());
    put(new byte[0]);
    bad.refused(9, "get", "openai");
    put(Arrays.copyOf(whole, 100));
    bad.refused(9, "get", "openai");
    byte[] random = new byte[8192];
    new Random(48).nextBytes(random);
    put(random);
    bad.refused(9, "get", "openai");
  }

  @Test
  void S46_a_file_cut_off_at_a_page_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(bad.vault());
    for (int pages = 1; pages < whole.length / 4096; pages += 3) {
      put(Arrays.copyOf(whole, pages * 4096));
      assertThat(bad.keymaster().run("vault", "verify").exit()).as("%d pages", pages).isEqualTo(9);
    }
  }

  @Test
  void S49_a_file_of_a_newer_version_is_refused() throws IOException {
    write(60, ByteBuffer.allocate(4).putInt(2).array());
    assertThat(bad.refused(1, "get", "openai").errors()).contains("newer");
  }

  @Test
  void S56_a_folder_pipe_or_link_in_its_place_is_not_followed() throws Exception {
    Path vault = bad.vault();
    Path away = vault.resolveSibling("away.db");
    Files.move(vault, away);
    Files.createSymbolicLink(vault, away);
    bad.refused(5, "get", "openai");
    Files.delete(vault);
    Files.createDirectory(vault);
    bad.refused(5, "get", "openai");
    Files.delete(vault);
    new ProcessBuilder("mkfifo", "-m", "600", vault.toString()).start().waitFor();
    bad.refused(5, "get", "openai");
  }

  @Test
  void S57_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it()
      throws IOException {
    Files.setPosixFilePermissions(bad.vault(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(bad.refused(5, "get", "openai").errors()).contains("chmod");
  }

  @Test
  void S57_a_file_of_somebody_else_is_refused() throws IOException {
    Files.setAttribute(bad.vault(), "unix:uid", 65534);
    bad.refused(5, "get", "openai");
  }

  @Test
  void S64_S66_the_vault_of_another_account_does_not_open() throws IOException {
    BadInputs other = BadInputs.in(Files.createDirectory(folder.resolve("other")));
    Files.copy(other.vault(), bad.vault(), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(other.keyFile());
    bad.refused(4, "get", "openai");
  }

  @Test
  void S65_an_older_vault_put_back_is_refused_until_its_owner_accepts_it() throws IOException {
    byte[] older = Files.readAllBytes(bad.vault());
    bad.keymaster().run("get", "openai").succeeds();
    put(older);
    assertThat(bad.refused(9, "get", "openai").errors()).contains("accept-older");
    bad.keymaster().run("vault", "accept-older", "--yes").succeeds();
    bad.keymaster().run("get", "openai").succeeds();
  }

  @Test
  void D8_key_material_that_is_missing_or_open_to_others_is_named() throws IOException {
    Path key = bad.keyFile();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(bad.refused(4, "get", "openai").errors()).contains("chmod", key.toString());
    Files.delete(key);
    assertThat(bad.refused(4, "get", "openai").errors()).contains(key.toString());
  }

  @Test
  void S60_a_full_disk_keeps_the_old_state_and_says_so() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", small.toString());
    try {
      KeymasterProcess there = KeymasterProcess.in(small);
      Path key = folder.resolve("small.keymaster-key");
      there.run("vault", "init", "--key-file", key.toString()).succeeds();
      there.withInput(BadInputs.CANARY).run("add", "kept", "--stdin").succeeds();
      byte[] large = BadInputs.bytes("x".repeat(300_000));
      KeymasterProcess.Outcome full = there.withInput(large).run("add", "large", "--stdin");
      assertThat(full.refuses(1).errors()).contains("full");
      assertThat(there.run("get", "kept").succeeds().text()).isEqualTo(BadInputs.CANARY);
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void S47_extra_bytes_change_nothing() throws IOException {
    for (int extra : new int[] {1, 4095, 4096, 8192}) {
      byte[] whole = Files.readAllBytes(bad.vault());
      put(Arrays.copyOf(whole, whole.length + extra));
      bad.keymaster().run("vault", "verify").succeeds();
      assertThat(bad.keymaster().run("get", "openai").succeeds().text())
          .as("%d bytes more", extra)
          .isEqualTo(BadInputs.CANARY);
    }
  }

  @Test
  void S58_a_folder_that_cannot_be_written_to_is_named() throws Exception {
    Path home = bad.keymaster().home();
    run("chown", "-R", "65534:65534", folder.toString());
    run("chmod", "755", folder.toString());
    run("chmod", "a+x", folder + "/..");
    run("chmod", "500", home.resolve("data").toString());
    KeymasterProcess.Outcome outcome =
        bad.keymaster()
            .withInput(BadInputs.CANARY)
            .runUnder(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                "add",
                "more",
                "--stdin");
    assertThat(outcome.refuses(1).errors()).contains(home.resolve("data").toString());
  }

  @Test
  void S59_an_immutable_file_releases_nothing() throws Exception {
    run("chattr", "+i", bad.vault().toString());
    try {
      bad.refused(1, "get", "openai");
    } finally {
      run("chattr", "-i", bad.vault().toString());
    }
    bad.keymaster().run("get", "openai").succeeds();
  }

  @Test
  void S61_without_an_inode_left_nothing_is_lost() throws Exception {
    Path small = Files.createDirectory(folder.resolve("inodes"));
    run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=64,mode=700", "tmpfs", small.toString());
    try {
      KeymasterProcess there = KeymasterProcess.in(small);
      Path key = folder.resolve("inodes.keymaster-key");
      there.run("vault", "init", "--key-file", key.toString()).succeeds();
      there.withInput(BadInputs.CANARY).run("add", "kept", "--stdin").succeeds();
      Path full = fill(Files.createDirectory(small.resolve("fillers")));
      there.withInput(BadInputs.CANARY).run("add", "more", "--stdin").refuses(1);
      assertThat(there.run("get", "kept").refuses(1).text()).isEmpty();
      run("rm", "-r", full.toString());
      assertThat(there.run("get", "kept").succeeds().text()).isEqualTo(BadInputs.CANARY);
      assertThat(there.run("ls", "--plain").succeeds().text()).isEqualTo("kept\n");
    } finally {
      run("umount", small.toString());
    }
  }

  /** Makes files until there is no inode left. */
  private static Path fill(Path directory) {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                Files.createFile(directory.resolve("filler-" + i));
              }
            })
        .hasMessageContaining("No space left");
    return directory;
  }

  @Test
  void S62_a_file_system_without_locks_is_refused() {
    String vault = bad.vault().toString();
    String script = "strace -f -qq -o /dev/null -e trace=fcntl -e inject=fcntl:error=ENOLCK -P ";
    List<String> strace = List.of((script + vault).split(" ", -1));
    KeymasterProcess.Outcome outcome = bad.keymaster().runUnder(strace, "get", "openai");
    assertThat(outcome.refuses(6).errors()).contains(vault);
  }

  private void write(long offset, byte[] bytes) throws IOException {
    try (FileChannel file = FileChannel.open(bad.vault(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
        .as("%s", List.of(command))
        .isZero();
  }
}
