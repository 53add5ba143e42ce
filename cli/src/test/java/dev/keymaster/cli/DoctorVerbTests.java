package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code doctor}: what it looks at, how it says so, and that nothing keeps it from looking. */
class DoctorVerbTests {
  private final FakeWorld world;
  private final FakeVault vault;

  DoctorVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    vault = world.engine.vault;
  }

  @BeforeEach
  void healthy() throws IOException {
    vault.slots.clear();
    vault.slots.add(vault.slot(SlotKind.PASSPHRASE, "passphrase"));
    vault.slots.add(vault.slot(SlotKind.RECOVERY, "recovery"));
    vault.source(SlotKind.PASSPHRASE, Availability.INTERACTIVE, "");
    vault.source(SlotKind.RECOVERY, Availability.INTERACTIVE, "");
    Places places = world.places();
    for (Path folder :
        List.of(places.config(), places.data(), places.seen(FakeVault.ID).getParent())) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.writeString(places.seen(FakeVault.ID), "seen");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void all_is_well() {
    assertThat(world.run("doctor")).isZero();
    assertThat(world.stdout())
        .contains("ok    vault          /home/ada/vault.db (00112233, format 1)\n")
        .doesNotContain("warn", "FAIL", "hint");
    assertThat(world.stderr()).isEqualTo("all is well\n");
  }

  @Test
  void nothing_is_asked_of_a_locked_vault() {
    world.engine.passphrase = "correct horse battery";
    world.attended("correct horse battery");
    assertThat(world.run("doctor")).isZero();
    assertThat(world.terminal.prompts).isEmpty();
    assertThat(world.engine.unlocked).isFalse();
  }

  @Test
  void lines_are_broken_between_words_on_a_terminal() throws IOException {
    world.attended();
    mode(world.places().data(), "rwxr-xr-x");
    world.run("doctor");
    assertThat(world.stdout().lines().filter(line -> !line.contains("/")))
        .isNotEmpty()
        .allMatch(line -> line.replaceAll("\u001b\\[[0-9]*m", "").length() <= 80);
  }

  @Test
  void an_older_file_in_its_place_is_told_if_the_vault_may_be_opened() {
    world.engine.failure = KeymasterException.corrupt("this vault is older than one seen before");
    assertThat(world.run("doctor", "--open")).isEqualTo(10);
    assertThat(world.stdout()).contains("this vault is older than one seen before");
    world.engine.failure = null;
    assertThat(world.run("doctor", "--open")).isZero();
    assertThat(world.stdout())
        .contains("ok    opening")
        .contains("no older file than this machine");
    vault.exists = false;
    world.run("doctor", "--open");
    assertThat(world.stdout()).doesNotContain("opening");
  }

  @Nested
  class Project {
    private final Path root = world.directory;

    @BeforeEach
    void home() throws IOException {
      world.environment.put("HOME", "/");
      Files.writeString(root.resolve("keymaster.yaml"), "version: 1\n");
    }

    @Test
    void one_that_is_not_trusted_is_a_warning() {
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("is not trusted, so not followed", "hint: keymaster trust");
    }

    @Test
    void one_that_is_not_understood_fails_with_its_line() throws IOException {
      Files.writeString(root.resolve("keymaster.yaml"), "version: 1\nkeyz:\n");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("FAIL", "unknown field 'keyz'");
    }

    @Test
    void keys_in_clear_are_a_warning() throws IOException {
      Files.writeString(root.resolve(".env"), "A_TOKEN=canary-clear\n");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("warn  clear keys", "/.env holds 1 key in clear", "hint: keymaster import ")
          .doesNotContain("canary");
    }

    @Test
    void keys_in_clear_that_git_tracks_fail() throws Exception {
      Files.writeString(root.resolve(".env"), "A_TOKEN=canary-clear\n");
      for (String command : List.of("init -q", "add .env")) {
        List<String> words = new java.util.ArrayList<>(List.of("git", "-C", root.toString()));
        words.addAll(List.of(command.split(" ", -1)));
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
      }
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout())
          .contains("FAIL  clear keys", "in clear, and git tracks it")
          .contains("warn  git", "does not ignore .env");
    }
  }

  @Test
  void settings_that_are_not_understood_fail() throws IOException {
    Path file = world.places().settings();
    Files.writeString(file, "colour: never\n");
    mode(file, "rw-------");
    assertThat(world.run("doctor")).isEqualTo(10);
    assertThat(world.stdout()).contains("FAIL  settings");
  }

  @Test
  void no_vault_is_a_warning() {
    vault.exists = false;
    assertThat(world.run("doctor")).isZero();
    assertThat(world.stdout())
        .contains("warn  vault          there is none yet at /home/ada/vault.db\n")
        .contains("hint: keymaster init\n");
    assertThat(world.stderr()).isEqualTo("nothing failed, 1 warning\n");
  }

  @Test
  void broken_vault_fails_and_everything_else_is_looked_at() {
    vault.statusFailure = KeymasterException.corrupt("the header of the vault is damaged");
    assertThat(world.run("doctor")).isEqualTo(10);
    assertThat(world.stdout())
        .contains("FAIL  vault          the header of the vault is damaged\n")
        .contains("hint: keymaster vault verify")
        .contains("ok    clipboard      xclip\n");
    assertThat(world.stderr()).isEqualTo("1 failed, 0 warnings\n");
  }

  @Test
  void somebody_else_writing_is_no_damage() {
    vault.statusFailure = new KeymasterException(Code.CONFLICT, "pid 7 is writing", "wait");
    assertThat(world.run("doctor")).isZero();
    assertThat(world.stdout()).contains("warn  vault          pid 7 is writing\n");
  }

  @Test
  void engine_that_cannot_be_made_is_a_finding_too() {
    world.engineFailure = new KeymasterException(Code.FAILURE, "no place for it", "set HOME");
    assertThat(world.run("doctor")).isEqualTo(10);
    assertThat(world.stdout())
        .contains("FAIL  vault          no place for it\n")
        .contains("FAIL  slots          no place for it\n")
        .contains("ok    launcher");
  }

  @Test
  void alarm_that_is_not_set_is_a_warning() throws IOException {
    Files.delete(world.places().seen(FakeVault.ID));
    assertThat(world.run("doctor")).isZero();
    assertThat(world.stdout()).contains("warn  rollback");
  }

  @Test
  void how_the_agent_is_kept_from_others_is_told_if_one_runs() {
    world.run("doctor");
    assertThat(world.stdout()).doesNotContain("process 4711");
    world.agent.living = FakeAgent.status(true);
    world.run("doctor");
    assertThat(world.stdout()).containsPattern("ok +agent +process 4711, keys in locked memory");
  }

  @Test
  void json_has_all_of_it() {
    vault.exists = false;
    assertThat(world.run("doctor", "--json")).isZero();
    assertThat(world.stdout())
        .startsWith(
            "{\n  \"schema\": \"keymaster/doctor/1\",\n  \"worst\": \"warn\",\n  \"findings\": [")
        .contains("\"about\": \"vault\",\n      \"severity\": \"warn\"")
        .contains("\"hint\": \"keymaster init\"");
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void arguments_are_refused() {
    assertThat(world.run("doctor", "x")).isEqualTo(2);
  }

  /** What unlocks. */
  @Nested
  class Slots {
    @Test
    void one_way_only_is_a_warning() {
      vault.slots.removeLast();
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains("hint: keymaster vault slots add recovery\n");
    }

    @Test
    void broken_keychain_is_a_warning_and_blocks_nothing() {
      vault.source(SlotKind.KEYCHAIN, Availability.BROKEN, "the bus hangs");
      vault.slots.add(vault.slot(SlotKind.KEYCHAIN, "login"));
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("warn  keychain       does not work: the bus hangs\n")
          .contains("warn  slot 00000000  keychain login: the bus hangs\n");
    }

    @Test
    void no_slot_that_works_here_fails() {
      vault.slots.clear();
      vault.slots.add(vault.slot(SlotKind.KEYCHAIN, "login"));
      vault.slots.add(vault.slot(SlotKind.ENVIRONMENT, "ci"));
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("FAIL  slots          none of them can open the vault");
    }

    @ParameterizedTest
    @CsvSource({
      "Linux,      READY,       answers",
      "Linux,      INTERACTIVE, answers once you unlock it",
      "Mac OS X,   READY,       answers (experimental on Mac OS X)",
      "Windows 11, ABSENT,      none: it says why (experimental on Windows 11)",
    })
    void keychains_that_nobody_proved_are_called_experimental(
        String system, Availability availability, String message) {
      world.installation = new Installation(system, true, true, "", "hidden");
      vault.source(SlotKind.KEYCHAIN, availability, "it says why");
      world.run("doctor");
      assertThat(world.stdout()).contains("ok    keychain       " + message + "\n");
    }

    @Test
    void D9_key_file_is_looked_at(@TempDir Path folder) throws IOException {
      Path file = folder.resolve("it's.key");
      vault.slots.add(vault.slot(SlotKind.KEY_FILE, file.toString()));
      vault.source(SlotKind.KEY_FILE, Availability.READY, "");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains("key file " + file + " is missing\n");
      Files.writeString(file, "k");
      mode(file, "rw-r-----");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout())
          .contains("can be used by others (mode 0640)\n")
          .contains("chmod 600 '" + folder + "/it'\\''s.key'\n");
      mode(file, "rw-------");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains("key-file " + file + "\n");
    }

    @Test
    void key_file_given_by_variable_is_left_to_its_source() {
      vault.slots.add(vault.slot(SlotKind.KEY_FILE, "/nowhere\0"));
      vault.source(SlotKind.KEY_FILE, Availability.READY, "");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains("is missing\n");
      world.environment.put("KEYMASTER_KEY_FILE", "/somewhere");
      world.run("doctor");
      assertThat(world.stdout()).doesNotContain("is missing");
    }
  }

  /** Who can use its files. */
  @Nested
  class Folders {
    @Test
    void folders_that_are_not_there_are_fine() throws IOException {
      Files.delete(world.places().config());
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains("home/config is not there yet\n");
    }

    @Test
    void loose_folder_fails() throws IOException {
      mode(world.places().data(), "rwxr-xr-x");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout())
          .contains("home/data can be used by others (mode 0755)\n")
          .contains("hint: chmod 700 '" + world.places().data() + "'\n");
    }

    @Test
    void loose_file_fails() throws IOException {
      Path file = Files.writeString(world.places().settings(), "");
      mode(file, "rw-r--r--");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("hint: chmod 600 '" + file + "'\n");
    }

    @Test
    void file_in_place_of_a_folder_fails() throws IOException {
      Files.delete(world.places().data());
      mode(Files.writeString(world.places().data(), ""), "rw-------");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("home/data is not a folder\n");
    }

    @Test
    void link_is_followed_to_settings_only(@TempDir Path elsewhere) throws IOException {
      Files.delete(world.places().config());
      Files.createSymbolicLink(world.places().config(), elsewhere);
      Files.createSymbolicLink(elsewhere.resolve("dangling"), Path.of("nowhere"));
      mode(elsewhere, "rwx------");
      assertThat(world.run("doctor")).isZero();
      Files.delete(world.places().data());
      Files.createSymbolicLink(world.places().data(), elsewhere);
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("home/data is a symbolic link\n");
    }

    @Test
    void folder_above_that_others_write_is_a_warning() throws IOException {
      Path above = world.directory.resolve("home");
      mode(above, "rwxrwxr-x");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("warn  folder data    others can exchange what is in " + above.toRealPath());
    }
  }

  /** The program and what surrounds it. */
  @Nested
  class Surroundings {
    @Test
    void shortcomings_of_the_installation_are_warnings() {
      world.installation = new Installation("Linux", false, false, "", "");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("warn  launcher", "warn  start", "warn  libsodium", "sudo apt install");
      world.installation = new Installation("Mac OS X", true, true, "", "");
      world.run("doctor");
      assertThat(world.stdout()).contains("hint: install libsodium\n");
      world.installation = new Installation("Linux", true, true, "", "swappable");
      world.run("doctor");
      assertThat(world.stdout()).contains("keys could be swapped\n");
    }

    @Test
    void library_that_is_missing_fails() throws IOException {
      Path library = world.directory.resolve("libsqlitejdbc.so");
      world.installation = new Installation("Linux", true, true, library.toString(), "locked");
      assertThat(world.run("doctor")).isEqualTo(10);
      assertThat(world.stdout()).contains("FAIL  storage        " + library + " is missing\n");
      Files.writeString(library, "");
      assertThat(world.run("doctor")).isZero();
    }

    @Test
    void variables_that_bend_it_are_told() {
      world.environment.put("KEYMASTER_SAVED_JAVA_TOOL_OPTIONS", "-Xint");
      world.environment.put("LD_PRELOAD", "evil.so");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("ok    variable       JAVA_TOOL_OPTIONS is set, and kept from Keymaster\n")
          .contains("hint: unset LD_PRELOAD\n");
    }

    @Test
    void C8_secrets_in_variables_are_warned_about_outside_of_CI() {
      world.environment.put("API_KEY_MASTER_FD", "9");
      world.environment.put("KEYMASTER_PASSPHRASE", "sk-canary-pass");
      world.environment.put("KEYMASTER_MASTER_KEY", "");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout())
          .contains("API_KEY_MASTER is an old name", "KEYMASTER_PASSPHRASE is for tests")
          .doesNotContain("KEYMASTER_MASTER_KEY is meant", "canary");
      world.environment.put("CI", "true");
      world.run("doctor");
      assertThat(world.stdout()).doesNotContain("is for tests");
    }

    @ParameterizedTest
    @CsvSource({
      "WAYLAND_DISPLAY, hint: install wl-clipboard",
      "DISPLAY,         hint: install xclip",
      "NONE,            no desktop: get --clip asks the terminal",
    })
    void clipboard_wants_a_tool_where_there_is_a_desktop(String variable, String said) {
      world.pasteboard.tools = List.of();
      world.environment.put(variable, ":0");
      assertThat(world.run("doctor")).isZero();
      assertThat(world.stdout()).contains(said);
    }
  }
}
