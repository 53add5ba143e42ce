package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.exchange.Contents;
import dev.keymaster.exchange.Envelope;
import dev.keymaster.exchange.Importing;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import dev.keymaster.project.Candidate;
import dev.keymaster.tables.MemoryDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Databases of the real program and of the real SQLCipher 4, which nobody here wrote: that of
 * Signal for node, pinned by {@code sqlcipher/package-lock.json}. Each reads what the other made.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqlCipherTests {
  private static final Path SOURCE = House.ROOT.resolve("checks/sqlcipher");
  private static final Path PLACE = House.ROOT.resolve("checks/target/sqlcipher");
  private static final String PHRASE = "canary four it's random é";

  private static final String LONG = "sk-canary-" + "5a1c".repeat(5000);

  private KeymasterProcess keymaster;
  private KeymasterProcess other;

  @BeforeAll
  void a_vault_and_an_empty_one(@TempDir Path folder) throws IOException {
    keymaster = KeymasterProcess.in(folder.resolve("one"));
    other = KeymasterProcess.in(folder.resolve("other"));
    Files.createDirectories(PLACE);
    for (String file : List.of("package.json", "package-lock.json", "sqlcipher.cjs")) {
      Files.copy(SOURCE.resolve(file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path lock = PLACE.resolve("package-lock.json");
    Path installed = PLACE.resolve("installed.json");
    if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
      npm("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    for (KeymasterProcess each : List.of(keymaster, other)) {
      each.run("vault", "init", "--key-file", each.directory().resolve("key").toString());
      Files.writeString(each.directory().resolve("phrase"), PHRASE + "\n");
    }
  }

  /** As whoever runs the tests: npm has a home and settings. */
  private static void npm(String... words) throws IOException {
    Process process =
        new ProcessBuilder(words).directory(PLACE.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
  }

  private KeymasterProcess.Outcome sqlcipher(String task, Path file) {
    return keymaster
        .withInput(PHRASE)
        .runCommand(
            List.of("node", PLACE.resolve("sqlcipher.cjs").toString(), task, file.toString()))
        .succeeds();
  }

  @Test
  void F2_C5_sqlcipher_reads_what_is_exported_and_what_it_rewrote_is_imported() throws IOException {
    keymaster
        .withInput("sk-canary-5a1c01")
        .run("add", "openai", "--stdin", "--tag", "x", "--expires", "2027-01-01")
        .succeeds();
    keymaster.withInput(LONG).run("edit", "openai", "--value", "--stdin").succeeds();
    Path file = keymaster.directory().resolve("keys.db");
    keymaster.run("export", "keys.db", "--new-passphrase-file", "phrase").succeeds();

    Map<?, ?> told = (Map<?, ?>) JsonReader.value(sqlcipher("alter", file).out());
    assertThat(String.valueOf(told.get("version"))).startsWith("4.");
    assertThat(told.get("damage")).isEqualTo(List.of());
    assertThat(told.get("integrity")).isEqualTo("ok");
    assertThat(told.get("foreign")).isEqualTo(List.of());
    assertThat((Long) told.get("pages")).as("with pages for what is long").isGreaterThan(12);
    List<?> schema = (List<?>) Objects.requireNonNull(told.get("schema"));
    assertThat(schema).hasSize(9);
    String format = Files.readString(House.ROOT.resolve("docs/format.md")).replaceAll("\\s+", " ");
    for (Object sql : schema) {
      assertThat(format).contains(String.valueOf(sql));
    }
    assertThat(told.get("export")).isEqualTo(List.of("created", "policy", "schema"));
    assertThat(told.get("keys")).asString().contains("name=openai", "expires=2027-01-02T00:00:00Z");
    assertThat(told.get("versions"))
        .asString()
        .contains("state=retired, type=text, text=sk-canary-5a1c01}")
        .contains("state=current, type=text, text=" + LONG + "}");
    assertThat(told.get("tags")).asString().isEqualTo("[{key=1, tag=x}]");

    Files.copy(file, other.directory().resolve("keys.db"));
    other.run("import", "keys.db", "--file-passphrase-file", "phrase").succeeds();
    assertThat(other.run("get", "openai").succeeds().text()).isEqualTo(LONG + "f5");
  }

  @Test
  void F2_C5_keys_in_a_database_of_sqlcipher_are_read() throws IOException {
    Path file = keymaster.directory().resolve("made.db");
    sqlcipher("make", file);
    byte[] image =
        Envelope.openDatabase(Files.readAllBytes(file), Secret.copyOf(PHRASE.getBytes(UTF_8)));
    try (Contents contents = Importing.read(new MemoryDatabases().read(image), "made.db")) {
      List<Candidate> found = contents.found();
      assertThat(found).hasSize(61);
      assertThat(found.get(59).name()).isEqualTo("token-59");
      assertThat(found.get(59).value().reveal()).asString(UTF_8).endsWith("0059");
      assertThat(found.get(60).value().reveal())
          .asString(UTF_8)
          .isEqualTo("sk-canary-" + "0123456789abcdef".repeat(700));
    }
  }
}
