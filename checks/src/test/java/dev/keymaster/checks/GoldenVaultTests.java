package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.RecoveryCode;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.LockedGuard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.VersionState;
import dev.keymaster.storage.FileHighWater;
import dev.keymaster.storage.SqliteRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SG37: vaults of every released format open for ever (src/test/resources/vaults/README.md). */
final class GoldenVaultTests {
  private static final Path FORMAT_1 =
      House.ROOT.resolve("checks/src/test/resources/vaults/format-1");
  private static final Caller CALLER = new Caller(0, 0, "tests");
  private static final Release SHOWN = new Release(EventKind.REVEAL, "");

  @TempDir Path folder;
  private Path file = Path.of("/");
  private List<SqliteRows> opened = new ArrayList<>();

  @BeforeEach
  void copy() throws IOException {
    folder =
        Files.createDirectory(
            folder.resolve("private"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    file = Files.copy(FORMAT_1.resolve("vault"), folder.resolve("vault"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    opened = new ArrayList<>();
  }

  @AfterEach
  void close() {
    opened.forEach(SqliteRows::close);
  }

  private Ports ports(SqliteRows rows) {
    opened.add(rows);
    SecureRandom random = new SecureRandom();
    HighWater seen = new FileHighWater(folder.resolve("state"));
    return new Ports(rows, seen, random::nextBytes, () -> Instant.ofEpochSecond(1_900_000_000));
  }

  private LockedGuard locked() {
    return Guard.locked(ports(SqliteRows.open(file, SqliteRows.PATIENCE)), CALLER);
  }

  private Guard unlocked() throws IOException {
    return unlock(SlotKind.KEY_FILE, "/home/someone/keys/format-1.key", key());
  }

  private static Secret key() throws IOException {
    String line = Files.readString(FORMAT_1.resolve("key"));
    return Secret.taking(Base64.getUrlDecoder().decode(line.substring(16, 16 + 43)));
  }

  private Guard unlock(SlotKind kind, String label, Secret secret) {
    LockedGuard locked = locked();
    Slot slot =
        locked.slots().stream()
            .filter(s -> s.kind() == kind && s.label().equals(label))
            .findFirst()
            .orElseThrow();
    return Objects.requireNonNull(locked.unlock(slot, secret), "the slot does not open");
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  /** Writes down all that a person can see, one line a key and one a version. */
  private static String content(Guard guard) {
    return guard.list(Selection.ALL).stream()
        .map(listed -> content(guard, guard.show(listed.environment(), listed.name())))
        .collect(Collectors.joining());
  }

  private static String content(Guard guard, KeyRecord key) {
    KeyDetails d = key.details();
    StringBuilder out = new StringBuilder();
    out.append(key.ref()).append(' ').append(d.service()).append(' ').append(d.status());
    out.append(" tags ").append(d.tags()).append(" note ").append(d.note().replace("\n", "\\n"));
    out.append(" endpoint ").append(d.endpoint()).append(" variable ").append(d.variable());
    out.append(" owner ").append(d.owner()).append(" expires ").append(d.expires());
    out.append(" metadata ").append(d.metadata()).append(" created ").append(key.created());
    out.append(" updated ").append(key.updated()).append('\n');
    key.versions().forEach(version -> out.append(content(guard, key, version)));
    return out.toString();
  }

  private static String content(Guard guard, KeyRecord key, KeyVersion version) {
    String value = "-";
    if (version.state() != VersionState.DESTROYED && key.details().status() == KeyStatus.ACTIVE) {
      KeyRef ref = new KeyRef(key.environment(), key.name(), version.number());
      try (Released released = guard.release(List.of(ref), SHOWN).getFirst()) {
        value = HexFormat.of().formatHex(sha256(released.value().reveal()));
      }
    }
    return String.format(
        "  #%d %s %s hint %s length %d sha256 %s\n",
        version.number(),
        version.state(),
        version.created(),
        version.hint(),
        version.length(),
        value);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String expected() throws IOException {
    return Files.readString(FORMAT_1.resolve("content.txt"));
  }

  @Test
  void SG37_the_files_are_the_ones_that_were_made_then() throws IOException {
    Map<String, String> digests =
        Map.of(
            "vault", "e7fd7e15669b83cd27a4a9359ad65c21e9240ddec5a27303d48747ed316c2339",
            "backup", "db0c256a4dd2554c939220b7cd60abbd140c0161b8b6129acbf71e5c1fa563ac");
    for (Map.Entry<String, String> known : digests.entrySet()) {
      byte[] content = Files.readAllBytes(FORMAT_1.resolve(known.getKey()));
      assertThat(HexFormat.of().formatHex(sha256(content))).isEqualTo(known.getValue());
    }
  }

  @Test
  void SG37_format_1_tells_everything_it_holds() throws IOException {
    try (Guard guard = unlocked()) {
      assertThat(guard.verify().findings()).isEmpty();
      assertThat(guard.verify().versions()).isEqualTo(28);
      assertThat(guard.newest(60)).extracting(Event::number).startsWith(0L).endsWith(59L);
      assertThat(guard.newest(60).getFirst().kind()).isEqualTo(EventKind.CREATE_VAULT);
      assertThat(guard.newest(60).getLast().kind()).isEqualTo(EventKind.BACKUP);
      assertThat(content(guard)).isEqualTo(expected());
    }
  }

  @Test
  void SG37_every_way_into_format_1_opens() throws IOException {
    try (Guard typed =
        unlock(SlotKind.PASSPHRASE, "typed", secret("canary passphrase of format 1"))) {
      assertThat(typed.list(Selection.ALL)).hasSize(25);
    }
    try (Guard fips =
        unlock(SlotKind.PASSPHRASE, "fips", secret("canary passphrase fu\u0308r FIPS"))) {
      assertThat(fips.list(Selection.ALL)).hasSize(25);
    }
    Secret code = secret(Files.readString(FORMAT_1.resolve("recovery-code")).strip());
    try (Guard paper = unlock(SlotKind.RECOVERY, "paper", RecoveryCode.parse(code))) {
      assertThat(paper.list(Selection.ALL)).hasSize(25);
    }
  }

  @Test
  void SG37_format_1_can_be_written_and_rekeyed() throws IOException {
    try (Guard guard = unlocked()) {
      KeyName openai = new KeyName("openai");
      EnvironmentName dev = new EnvironmentName("dev");
      NewKey next =
          new NewKey(dev, openai, secret("sk-canary-next"), null, "…", NewKey.Mode.UPSERT);
      guard.store(List.of(next), EventKind.STORE);
      guard.destroy(dev, openai, 2);
      guard.remove(new EnvironmentName("prod"), new KeyName("large"));
      Slot slot = guard.slots().getFirst();
      guard.rekey(List.of(new NamedSlot(slot, key())));
      assertThat(guard.verify().findings()).isEmpty();
    }
    try (Guard guard = unlocked()) {
      assertThat(guard.list(Selection.ALL)).hasSize(24);
      assertThat(guard.verify().findings()).isEmpty();
    }
  }

  @Test
  void SG37_the_backup_of_format_1_restores_into_a_new_vault() throws IOException {
    Ports ports = ports(SqliteRows.create(folder.resolve("new"), SqliteRows.PATIENCE));
    NamedSlot slot =
        Guard.name(ports, new NewSlot(SlotKind.KEY_FILE, "key", null, NewSlot.Kdf.ARGON2ID));
    try (Guard guard = Guard.create(ports, CALLER, Guard.newVaultId(ports), List.of(slot));
        InputStream backup = Files.newInputStream(FORMAT_1.resolve("backup"))) {
      Secret passphrase = secret("canary passphrase of the backup");
      assertThat(guard.restore(Selection.ALL, passphrase, backup))
          .isEqualTo(new RestoreReport(25, 0, 0));
      assertThat(guard.verify().findings()).isEmpty();
      assertThat(timeless(content(guard))).isEqualTo(timeless(expected()));
    }
  }

  /** Restoring is a change, which has its own time. */
  private static String timeless(String content) {
    return content.replaceAll("updated \\S+", "updated");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 0x7fffffff})
  void SG37_a_file_version_that_is_not_known_is_refused(int version) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = " + version);
    }
    assertThatThrownBy(this::locked)
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("version");
  }

  @Test
  void SG37_the_decoder_opens_format_1() {
    KeymasterProcess python =
        new KeymasterProcess(
            Path.of("/usr/bin/python3"),
            folder,
            folder,
            Map.of("PATH", "/usr/bin:/bin"),
            new byte[0]);
    KeymasterProcess.Outcome outcome =
        python.runCommand(
            List.of(
                "/usr/bin/python3",
                House.ROOT.resolve("checks/decoder/open_vault.py").toString(),
                "--key-file",
                FORMAT_1.resolve("key").toString(),
                file.toString(),
                "dev/openai#5"));
    assertThat(outcome.succeeds().text()).isEqualTo("sk-canary-f104");
  }
}
