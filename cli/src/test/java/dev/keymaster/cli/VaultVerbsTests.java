package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultVerbsTests {
  private static final String PHRASE = "correct horse battery";
  private final FakeWorld world;
  private final FakeVault vault;

  VaultVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    vault = world.engine.vault;
  }

  @Test
  void D8_init_never_overwrites_and_asks_nothing_first() {
    world.attended(PHRASE, PHRASE);
    assertThat(world.run("vault", "init")).isEqualTo(6);
    assertThat(world.terminal.prompts).isEmpty();
    assertThat(world.stderr())
        .startsWith("keymaster: there is a vault already: /home/ada/vault.db\n");
  }

  @Test
  void init_takes_the_keychain_where_one_answers() {
    vault.exists = false;
    vault.source(SlotKind.KEYCHAIN, Availability.READY, "");
    assertThat(world.run("vault", "init")).isZero();
    assertThat(vault.slots).extracting(Slot::kind).containsExactly(SlotKind.KEYCHAIN);
    assertThat(world.stderr())
        .isEqualTo("made a vault that unlocks by keychain\nat /home/ada/vault.db\n");
  }

  @Test
  void init_without_a_keychain_asks_for_a_passphrase_twice_and_says_why() {
    vault.exists = false;
    world.attended(PHRASE, PHRASE);
    assertThat(world.run("vault", "init")).isZero();
    assertThat(world.terminal.prompts)
        .containsExactly("New passphrase of the vault: ", "The same again: ");
    assertThat(world.engine.passphrase).isEqualTo(PHRASE);
    assertThat(world.stderr()).startsWith("no keychain here (no bus): passphrase\n");
  }

  @Test
  void init_never_falls_back_to_anything_weaker() {
    vault.exists = false;
    vault.source(SlotKind.KEYCHAIN, Availability.BROKEN, "locked");
    assertThat(world.run("vault", "init")).isEqualTo(4);
    assertThat(world.stderr()).contains("hint: --new-passphrase-file PATH");
    assertThat(vault.exists).isFalse();
  }

  @Test
  void passphrases_that_differ_change_nothing() {
    vault.exists = false;
    world.attended(PHRASE, "something else");
    assertThat(world.run("vault", "init", "--slot", "passphrase")).isEqualTo(2);
    assertThat(vault.exists).isFalse();
  }

  @Test
  void passphrase_for_init_comes_from_the_usual_places_too() {
    vault.exists = false;
    world.descriptors.put(3, (PHRASE + "\n").getBytes(UTF_8));
    assertThat(world.run("vault", "init", "--slot", "passphrase", "--passphrase-fd", "3")).isZero();
    assertThat(world.engine.passphrase).isEqualTo(PHRASE);
    vault.exists = false;
    world.environment.put("KEYMASTER_PASSPHRASE", "another one to use");
    assertThat(world.run("vault", "init", "--slot", "passphrase")).isZero();
    assertThat(world.stderr()).startsWith("warning: KEYMASTER_PASSPHRASE is for tests");
    world.environment.put("CI", "true");
    vault.exists = false;
    world.run("vault", "init", "--slot", "passphrase");
    assertThat(world.stderr()).doesNotContain("warning");
  }

  @Test
  void recovery_code_is_data_and_everything_else_is_talk() {
    vault.exists = false;
    assertThat(world.run("vault", "init", "--key-file", "v.key", "--recovery-code")).isZero();
    assertThat(world.stdout()).isEqualTo("AAAA-BBBB-CCCC\n");
    assertThat(world.stderr()).contains("recovery code, shown this once");
    assertThat(vault.slots)
        .extracting(Slot::label)
        .containsExactly(world.directory.resolve("v.key").toString(), "recovery");
  }

  @ParameterizedTest
  @CsvSource({
    "vault init --slot dice,                     no such kind of slot: 'dice'",
    "vault init --slot key-file,                 where shall the key file be?",
    "vault init --slot recovery --slot recovery, one slot of a kind",
    "vault slots add passphrase --kdf md5 --new-passphrase-fd 4, no such KDF: 'md5'",
    "vault,                                      vault needs a command after it",
    "vault slots ad,                             no such command: 'vault slots ad'",
  })
  void mistakes_are_told(String arguments, String message) {
    vault.exists = arguments.contains("slots");
    world.descriptors.put(4, PHRASE.getBytes(UTF_8));
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: " + message + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vault init --slot recovery --json", "vault slots add environment --json"})
  void what_is_shown_once_is_not_made_with_json(String arguments) {
    vault.exists = arguments.contains("slots");
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains("JSON never carries a secret");
  }

  @Test
  void status_opens_nothing() {
    world.engine.passphrase = PHRASE;
    assertThat(world.run("vault", "status")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            vault:         there
            location:      /home/ada/vault.db
            id:            00112233445566778899aabbccddeeff
            format:        1
            slot 00000000: key-file: /home/ada/vault.key
            """);
    vault.exists = false;
    world.run("vault", "status", "--json");
    assertThat(world.stdout()).contains("\"exists\": false", "\"id\": null", "\"slots\": []");
  }

  @Test
  void slots_are_listed_with_what_their_source_says() {
    assertThat(world.run("vault", "slots")).isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            SLOT      KIND      ADDED                 LABEL                SECRET
            00000000  key-file  2026-11-21T12:00:00Z  /home/ada/vault.key  ready
            """);
    world.run("vault", "slots", "list", "--json");
    assertThat(world.stdout()).contains("keymaster/slots/1", "\"source\": \"ready\"");
  }

  @Test
  void slots_are_added_and_removed() {
    world.descriptors.put(4, PHRASE.getBytes(UTF_8));
    world.run("vault", "slots", "add", "passphrase", "--label", "work", "--new-passphrase-fd", "4");
    assertThat(world.stderr()).isEqualTo("added slot 00000000, passphrase\n");
    assertThat(world.run("vault", "slots", "add", "environment")).isEqualTo(4);
    world.engine.passphrase = null;
    assertThat(world.run("vault", "slots", "add", "environment")).isZero();
    assertThat(world.stdout()).isEqualTo("0f".repeat(32) + "\n");
    assertThat(world.run("vault", "slots", "add", "keychain", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/slot/1", "\"kind\": \"keychain\"");
    assertThat(world.run("vault", "slots", "remove", "work")).isEqualTo(4);
    assertThat(world.run("vault", "slots", "remove", "work", "--yes")).isZero();
    assertThat(world.run("vault", "slots", "remove", "nope", "--yes")).isEqualTo(3);
    assertThat(world.run("vault", "slots", "remove", "keychain", "-y", "--json")).isZero();
    assertThat(vault.slots)
        .extracting(Slot::label)
        .containsExactly("/home/ada/vault.key", "environment");
  }

  @Test
  void passwd_needs_the_old_and_the_new() throws IOException {
    world.engine.passphrase = PHRASE;
    world.attended(PHRASE, "a quite new phrase", "a quite new phrase");
    assertThat(world.run("vault", "passwd")).isZero();
    assertThat(world.terminal.prompts.getFirst()).isEqualTo("Passphrase: ");
    assertThat(world.engine.passphrase).isEqualTo("a quite new phrase");
    Path next = Files.writeString(world.directory.resolve("next"), "yet another one\n");
    world.engine.unlocked = true;
    world.run("vault", "passwd", "--json", "--new-passphrase-file", next.toString());
    assertThat(world.engine.passphrase).isEqualTo("yet another one");
  }

  @Test
  void rekey_names_the_slots_it_dropped() {
    world.run("vault", "slots", "add", "recovery");
    assertThat(world.run("vault", "rekey")).isEqualTo(4);
    assertThat(world.run("vault", "rekey", "--yes")).isZero();
    assertThat(world.stderr())
        .isEqualTo(
            "sealed everything anew under new keys\nwarning: dropped slot 00000000, recovery\n");
    world.run("vault", "rekey", "--yes", "--json");
    assertThat(world.stdout()).contains("\"dropped\": []");
  }

  @Test
  void verify_ends_with_9_if_anything_is_wrong() {
    assertThat(world.run("vault", "verify")).isZero();
    assertThat(world.stdout()).isEqualTo("0 keys, 3 values, 0 records\nall as it was written\n");
    vault.findings.add("row 3: \u001b[2J damaged");
    assertThat(world.run("vault", "verify")).isEqualTo(9);
    assertThat(world.alarms).hasSize(1);
    assertThat(world.stdout()).endsWith("row 3: \\u001b[2J damaged\n");
    assertThat(world.run("vault", "verify", "--json")).isEqualTo(9);
    assertThat(world.stdout()).contains("keymaster/verification/1", "damaged");
  }

  @Test
  void F11_backup_has_its_own_passphrase_and_never_overwrites() throws IOException {
    world.engine.with("dev", "openai", "openai", "sk-canary-1");
    world.attended(PHRASE, PHRASE);
    assertThat(world.run("vault", "backup", "b.km")).isZero();
    Path file = world.directory.resolve("b.km");
    assertThat(world.stderr()).isEqualTo("backed up 1 key to " + file + "\n");
    assertThat(Files.readString(file)).isEqualTo("backup under " + PHRASE);
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(world.run("vault", "backup", "b.km")).isEqualTo(6);
  }

  @Test
  void a_short_passphrase_is_refused_before_it_is_typed_again() {
    world.attended("too short");
    world.engine.vault.exists = false;
    assertThat(world.run("vault", "init", "--slot", "passphrase")).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: passphrase is shorter than 12 characters\n");
    assertThat(world.terminal.prompts).hasSize(1);
  }

  @Test
  void a_recovery_code_can_be_printed_as_a_page() {
    assertThat(world.run("vault", "slots", "add", "recovery", "--print")).isZero();
    assertThat(world.stdout())
        .startsWith("KEYMASTER RECOVERY CODE\n")
        .contains("Vault    " + FakeVault.ID, "Place    /home/ada/vault.db")
        .contains("This page is no backup");
    assertThat(world.stdout().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void a_page_goes_into_a_file_only_if_one_is_named() throws IOException {
    Path page = world.directory.resolve("page.html");
    assertThat(world.run("vault", "slots", "add", "recovery", "--page", "page.html")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(page).content().startsWith("<!doctype html>").contains("<strong>", "</strong>");
    assertThat(Files.getPosixFilePermissions(page))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    int slots = world.engine.vault.slots.size();
    assertThat(world.run("vault", "slots", "add", "recovery", "--page", "page.html")).isEqualTo(6);
    assertThat(world.engine.vault.slots).hasSize(slots);
    assertThat(world.run("vault", "slots", "add", "key-file", "--key-file", "/k", "--print"))
        .isEqualTo(2);
  }

  @Test
  void accepting_an_older_file_is_told_as_json_too() {
    world.run("vault", "accept-older", "--yes", "--json");
    assertThat(world.stdout()).contains("keymaster/accepted/1");
  }

  @Test
  void A14_copies_made_by_themselves_are_listed_and_brought_back() {
    assertThat(world.run("vault", "backup", "--list")).isZero();
    assertThat(world.stderr()).startsWith("no copies:");
    String id = "3f9a21bc".repeat(4);
    world.engine.vault.copies.add(
        new SafetyCopy(id, FakeWorld.NOW.minusSeconds(7200), "remove", 1));
    world.run("vault", "backup", "--list");
    assertThat(world.stdout())
        .isEqualTo("COPY      MADE         BEFORE  KEYS\n3f9a21bc  2 hours ago  remove  1\n");
    world.run("vault", "backup", "--list", "--json");
    assertThat(world.stdout()).contains("keymaster/copies/1", "\"before\": \"remove\"");
    assertThat(world.run("vault", "restore", "--copy", "3f9a21bc")).isZero();
    assertThat(world.engine.vault.restored).isEqualTo("3f9a21bc");
    assertThat(world.stderr()).startsWith("restored: 1 new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vault backup", "vault restore", "vault restore b.km --copy 3f9a21bc"})
  void a_file_or_a_copy_has_to_be_named(String arguments) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains("hint: keymaster vault backup");
  }

  @Test
  void failed_backup_leaves_no_file() {
    world.engine.failure =
        new dev.keymaster.model.KeymasterException(
            dev.keymaster.model.KeymasterException.Code.CORRUPT, "row 1 is damaged", "");
    assertThat(world.run("vault", "backup", "b.km")).isEqualTo(9);
    assertThat(world.directory.resolve("b.km")).doesNotExist();
  }

  @Test
  void F11_restore_reads_it_back() throws IOException {
    Files.writeString(world.directory.resolve("b.km"), "backup");
    world.descriptors.put(5, PHRASE.getBytes(UTF_8));
    assertThat(world.run("vault", "restore", "b.km", "--backup-passphrase-fd", "5")).isZero();
    assertThat(world.stderr()).isEqualTo("restored: 2 new, 1 with a new version, 0 unchanged\n");
    Files.writeString(world.directory.resolve("phrase"), PHRASE);
    world.run("vault", "restore", "b.km", "--backup-passphrase-file", "phrase", "--json");
    assertThat(world.stdout()).contains("\"created\": 2");
    assertThat(world.run("vault", "restore", "b.km")).isEqualTo(4);
    assertThat(world.run("vault", "restore", "none.km")).isEqualTo(1);
    assertThat(world.stderr())
        .isEqualTo(
            "keymaster: "
                + world.directory.resolve("none.km")
                + ": no such file\nhint: check the path and its permissions\n");
  }

  @Test
  void older_file_is_accepted_on_the_owner_s_word_only() {
    assertThat(world.run("vault", "accept-older")).isEqualTo(4);
    assertThat(vault.accepted).isFalse();
    world.attended("yes");
    assertThat(world.run("vault", "accept-older")).isZero();
    assertThat(vault.accepted).isTrue();
  }
}
