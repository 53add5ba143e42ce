package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.storage.SqliteRows;
import dev.keymaster.unlock.KeyFileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder in Python, written from docs/format.md alone, opens what the real program made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DecoderTests {
  private static final EnvironmentName DEV = new EnvironmentName("dev");
  private static final EnvironmentName PROD = new EnvironmentName("prod");
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path LIBRARIES = Path.of("/usr/lib/python3/dist-packages");
  private static final String PASSPHRASE = "canary horse battery \u00fc\u0308 staple";

  @TempDir Path folder;
  private Path vault = Path.of("/");
  private Path passphrase = Path.of("/");
  private Path keyFile = Path.of("/");
  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.now().minus(Duration.ofDays(1)));
  private Path made = Path.of("/");

  /** Makes the vault that every test gets a copy of. */
  @BeforeAll
  void make(@TempDir Path shared) throws IOException {
    made = ownFolder(shared);
    keyFile = made.resolve("key");
    try (SqliteRows rows = SqliteRows.create(made.resolve("vault"), SqliteRows.PATIENCE)) {
      Ports ports = ports(rows, made.resolve("state"));
      NamedSlot file = slot(ports, SlotKind.KEY_FILE, keyFile.toString());
      NamedSlot typed = slot(ports, SlotKind.PASSPHRASE, "mine");
      NamedSlot paper = slot(ports, SlotKind.RECOVERY, "paper");
      Files.write(made.resolve("code"), codeOf(paper));
      String id = Guard.newVaultId(ports);
      new KeyFileSource(Optional.empty()).store(id, file.slot(), file.secret());
      try (Guard guard =
          Guard.create(ports, new Caller(0, 0, "tests"), id, List.of(file, typed, paper))) {
        fill(guard);
        assertThat(guard.verify().findings()).isEmpty();
      }
    }
  }

  @BeforeEach
  void copy() throws IOException {
    vault = Files.copy(made.resolve("vault"), ownFolder(folder).resolve("vault"));
    passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
  }

  private static Path ownFolder(Path parent) throws IOException {
    return Files.createDirectory(
        parent.resolve("private"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Goes on by 10 s at each look, so that these tests keep to the limit of 30 writes a minute. */
  private Instant later() {
    return time.updateAndGet(before -> before.plusSeconds(10));
  }

  private Ports ports(SqliteRows rows, Path memory) {
    SecureRandom random = new SecureRandom();
    return new Ports(rows, new FileHighWater(memory), random::nextBytes, this::later);
  }

  private static NamedSlot slot(Ports ports, SlotKind kind, String label) {
    Secret secret = kind == SlotKind.PASSPHRASE ? secret(PASSPHRASE) : null;
    return Guard.name(ports, new NewSlot(kind, label, secret, NewSlot.Kdf.ARGON2ID));
  }

  @RevealsSecret("the decoder reads it from a file")
  private static byte[] codeOf(NamedSlot slot) {
    return RecoveryCode.text(slot.secret()).reveal();
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  /** Keys with versions of every state, freed positions, and more rows than one tile holds. */
  private static void fill(Guard guard) {
    add(guard, DEV, "openai", "sk-canary-01");
    add(guard, DEV, "openai", "sk-canary-02");
    add(guard, DEV, "openai", "sk-canary-03");
    guard.lifecycle().rollback(new KeyRef(DEV, new KeyName("openai")), 2, (commit, key) -> {});
    guard.destroy(DEV, new KeyName("openai"), 1);
    add(guard, PROD, "Team/openai.v2", "sk-canary-04\n");
    add(guard, PROD, "large", "L".repeat(1 << 20));
    for (int i = 0; i < 30; i++) {
      add(guard, DEV, "many-" + i, "sk-canary-many-" + i);
    }
    guard.remove(DEV, new KeyName("many-7"));
    guard.remove(DEV, new KeyName("many-29"));
  }

  private static void add(Guard guard, EnvironmentName environment, String name, String value) {
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    guard.store(
        List.of(
            new NewKey(
                environment,
                new KeyName(name),
                secret(value),
                details,
                "sk-…",
                NewKey.Mode.UPSERT)),
        EventKind.STORE);
  }

  private KeymasterProcess.Outcome decode(String... arguments) {
    assertThat(List.of(PYTHON, LIBRARIES.resolve("argon2"), LIBRARIES.resolve("cryptography")))
        .as("sudo apt-get install python3 python3-cryptography python3-argon2")
        .allMatch(Files::exists);
    List<String> command = new ArrayList<>();
    command.add(PYTHON.toString());
    command.add(House.ROOT.resolve("checks/decoder/open_vault.py").toString());
    command.add(vault.toString());
    command.addAll(List.of(arguments));
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8");
    return new KeymasterProcess(PYTHON, folder, folder, environment, new byte[0])
        .runCommand(command);
  }

  private KeymasterProcess.Outcome decodeWithKey(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--key-file", keyFile.toString()));
    all.addAll(List.of(arguments));
    return decode(all.toArray(String[]::new));
  }

  private void refuses(KeymasterProcess.Outcome outcome, String why) {
    assertThat(outcome.exits(1).text()).isEmpty();
    assertThat(outcome.errors()).startsWith("open_vault: ").contains(why).doesNotContain("Trace");
  }

  @Test
  void it_lists_names_and_states_from_the_passphrase() {
    String listed = decode("--passphrase-file", passphrase.toString()).succeeds().text();
    assertThat(listed)
        .contains("dev/openai openai #1:destroyed #2:current #3:retired\n")
        .contains("prod/Team/openai.v2 openai #1:current\n")
        .contains("dev/many-28 openai #1:current\n")
        .doesNotContain("many-7 ", "many-29", "canary");
    assertThat(listed.lines()).hasSize(31);
  }

  @Test
  void it_prints_any_value_byte_for_byte() {
    assertThat(decodeWithKey("dev/openai").succeeds().text()).isEqualTo("sk-canary-02");
    assertThat(decodeWithKey("dev/openai#3").succeeds().text()).isEqualTo("sk-canary-03");
    assertThat(decodeWithKey("prod/Team/openai.v2").succeeds().text()).isEqualTo("sk-canary-04\n");
    assertThat(decodeWithKey("prod/large").succeeds().out()).hasSize(1 << 20);
    refuses(decodeWithKey("dev/openai#1"), "has no such value");
    refuses(decodeWithKey("dev/nothing"), "there is no key dev/nothing");
  }

  @Test
  void it_opens_a_vault_that_was_rekeyed() {
    try (SqliteRows rows = SqliteRows.open(vault, SqliteRows.PATIENCE)) {
      Ports ports = ports(rows, folder.resolve("state"));
      var locked = Guard.locked(ports, new Caller(0, 0, "tests"));
      var slot = locked.slots().getFirst();
      Secret key = new KeyFileSource(Optional.empty()).secret(locked.vaultId(), slot).orElseThrow();
      try (Guard guard = Objects.requireNonNull(locked.unlock(slot, key))) {
        guard.rekey(List.of(new NamedSlot(slot, key)));
      }
    }
    assertThat(decodeWithKey("dev/openai#3").succeeds().text()).isEqualTo("sk-canary-03");
  }

  /** Forward security: who has all keys of the open vault, but not the paper, is found out. */
  @Test
  void SD20_with_the_recovery_code_it_checks_that_no_event_was_made_later() throws Exception {
    String code = made.resolve("code").toString();
    assertThat(decode("--recovery-code", code, "dev/openai").succeeds().text())
        .isEqualTo("sk-canary-02");
    Files.writeString(folder.resolve("typo"), "0000".repeat(9));
    refuses(decode("--recovery-code", folder.resolve("typo").toString()), "typing error");
  }

  @Test
  void it_leaves_nothing_behind() throws IOException {
    decodeWithKey("dev/openai").succeeds();
    try (Stream<Path> beside = Files.list(vault.getParent())) {
      assertThat(beside).containsExactly(vault);
    }
  }

  @Test
  void it_reads_what_is_still_in_the_log_of_a_vault_that_is_open() {
    try (SqliteRows rows = SqliteRows.open(vault, SqliteRows.PATIENCE)) {
      Ports ports = ports(rows, folder.resolve("state"));
      var locked = Guard.locked(ports, new Caller(0, 0, "tests"));
      Slot slot = locked.slots().getFirst();
      Secret key = new KeyFileSource(Optional.empty()).secret(locked.vaultId(), slot).orElseThrow();
      try (Guard guard = Objects.requireNonNull(locked.unlock(slot, key))) {
        add(guard, DEV, "openai", "sk-canary-new");
        assertThat(decodeWithKey("dev/openai").succeeds().text()).isEqualTo("sk-canary-new");
      }
    }
  }

  @Test
  void it_refuses_the_wrong_secret() throws IOException {
    Files.writeString(passphrase, "canary horse battery staple");
    refuses(decode("--passphrase-file", passphrase.toString()), "no slot opens with this");
    Path other = Files.writeString(passphrase, "keymaster-key-1:" + "A".repeat(43));
    refuses(decode("--key-file", other.toString()), "no slot opens with this");
    Files.writeString(other, "keymaster-key-1:" + "A".repeat(42) + "B");
    refuses(decode("--key-file", other.toString()), "not canonical");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE part SET value = CAST(substr(value, 1, length(value) - 1) || CASE substr(value, -1) WHEN x'ff' THEN x'fe' ELSE x'ff' END AS BLOB) WHERE name = 'header'",
        "UPDATE part SET value = CAST(substr(value, 1, length(value) - 1) || CASE substr(value, -1) WHEN x'ff' THEN x'fe' ELSE x'ff' END AS BLOB) WHERE name = 'keyset'",
        "UPDATE part SET value = CAST(substr(value, 1, length(value) - 1) || CASE substr(value, -1) WHEN x'ff' THEN x'fe' ELSE x'ff' END AS BLOB) WHERE name = 'head'",
        "UPDATE part SET value = CAST(value || x'800000000000' AS BLOB) WHERE name = 'header'",
        "DELETE FROM part WHERE name = 'head'",
        "DELETE FROM row WHERE position = 5",
        "DELETE FROM row WHERE position = (SELECT max(position) FROM row)",
        "UPDATE row SET kind = 3 WHERE kind = 2 AND position < 5",
        "UPDATE row SET position = 100000 WHERE position = 5",
        "UPDATE row SET sealed = (SELECT sealed FROM row WHERE position = 4) WHERE position = 1",
        "UPDATE row SET locator = randomblob(32) WHERE position = 2",
        "UPDATE row SET sealed = CAST(substr(sealed, 1, 100) || x'00ff00ff' || substr(sealed, 105) AS BLOB)"
            + " WHERE position = (SELECT max(position) FROM row WHERE kind = 2)",
        "INSERT INTO row SELECT max(position) + 1, 2, randomblob(32), randomblob(100) FROM row",
        "DELETE FROM event WHERE number = 3",
        "DELETE FROM event WHERE number = (SELECT max(number) FROM event)",
        "UPDATE event SET sealed = (SELECT sealed FROM event WHERE number = 4) WHERE number = 3",
        "INSERT INTO event SELECT max(number) + 1, randomblob(328) FROM event",
        "DELETE FROM part WHERE name = 'checkpoint'",
        "UPDATE part SET value = CAST(replace(CAST(value AS TEXT), 'keymaster/', 'keymastes/') AS BLOB) WHERE name = 'checkpoint'",
        "UPDATE part SET value = CAST(substr(value, 1, length(value) - 20) || 'AAAA' || substr(value, -16) AS BLOB) WHERE name = 'checkpoint'",
        "DELETE FROM tile WHERE level = 128",
        "UPDATE tile SET hashes = randomblob(length(hashes)) WHERE level = 128",
        "DROP TABLE row"
      })
  void SA1_SA2_it_refuses_a_vault_that_was_changed(String change) throws SQLException {
    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + vault);
        Statement statement = file.createStatement()) {
      statement.executeUpdate(change);
    }
    refuses(decodeWithKey("dev/openai"), "");
  }
}
