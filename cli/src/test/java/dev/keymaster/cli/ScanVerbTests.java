package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeyName;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanVerbTests {
  private static final String HELD = "sk-canary-9f3A7c1Be5d8042Fa6Bc31d7E9";
  private static final String BEFORE = "sk-canary-7d1A7c1Be5d8042Fa6Bc31d7E9";
  private static final String OLD = "sk-canary-8f3A7c1Be5d8042Fa6Bc31d7E9";

  private final FakeWorld world;
  private final Path folder;

  ScanVerbTests(@TempDir Path directory) {
    folder = directory;
    world = new FakeWorld(directory);
  }

  @BeforeEach
  void keys() {
    world.engine.with("dev", "ci", "openrouter", HELD);
    FingerprintKey key = new FingerprintKey(new byte[32]);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    FakeKey ci = world.engine.require(EnvironmentName.DEFAULT, new KeyName("ci"));
    long id = key.id("dev/ci#1", ci.versions.getFirst().created());
    records.writeBytes(key.records(HELD.getBytes(US_ASCII), "dev/ci#1", id));
    records.writeBytes(key.records(BEFORE.getBytes(US_ASCII), "dev/ci#1", id + 1));
    records.writeBytes(key.records(OLD.getBytes(US_ASCII), "dev/gone#4", 2));
    records.writeBytes(key.records("hunter2".getBytes(US_ASCII), "dev/weak#1", 3));
    world.engine.vault.book = new Fingerprints.Book(new byte[32], records.toByteArray(), true);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void G7_a_locked_vault_tells_its_keys() throws IOException {
    write("src/a.js", "//\nconst key = '" + HELD + "';\n");
    assertThat(world.run("scan")).isEqualTo(10);
    assertThat(world.stdout())
        .matches("src/a.js:2:14: km://dev/ci#1 {2}sk-…d7E9 {2}[0-9a-f]{16}\n");
    assertThat(world.stderr())
        .contains("1 found, 1 of them keys of this vault, in 1 texts")
        .contains("1 values are not looked for: they could be guessed");
    assertThat(world.stdout() + world.stderr()).doesNotContain(HELD);
    assertThat(world.engine.vault.compared).isZero();
  }

  @Test
  void G7_nothing_found_is_no_failure() throws IOException {
    write("a.txt", "clean");
    assertThat(world.run("scan", ".")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).startsWith("nothing found in 1 texts");
  }

  @Test
  void G7_json_has_all_but_the_value() throws IOException {
    write("d/a.txt", OLD + "\n");
    assertThat(world.run("scan", "d", "--json")).isEqualTo(10);
    JsonObject json = JsonReader.object(world.out.toByteArray());
    assertThat(json.text("schema")).isEqualTo("keymaster/scan/1");
    JsonObject finding = json.objects("findings").getFirst();
    assertThat(finding.text("place")).isEqualTo("a.txt");
    assertThat(finding.text("key")).isEqualTo("km://dev/gone#4");
    assertThat(finding.text("rule")).isEqualTo("held-key");
    assertThat(finding.integer("line")).isEqualTo(1);
    assertThat(finding.integer("length")).isEqualTo(OLD.length());
    assertThat(world.stdout()).doesNotContain(OLD);
  }

  @Test
  void G7_sarif_has_the_shape_of_its_standard() throws IOException {
    write("d/a b%.txt", "\né€𝄞: " + HELD + "\n");
    assertThat(world.run("scan", "d", "--sarif")).isEqualTo(10);
    JsonObject log = JsonReader.object(world.out.toByteArray());
    assertThat(log.text("version")).isEqualTo("2.1.0");
    assertThat(log.text("$schema")).contains("sarif-2.1.0");
    JsonObject run = log.objects("runs").getFirst();
    JsonObject driver = run.object("tool").object("driver");
    assertThat(driver.text("name")).isEqualTo("Keymaster");
    JsonObject rule = driver.objects("rules").getFirst();
    JsonObject result = run.objects("results").getFirst();
    assertThat(result.text("ruleId")).isEqualTo(rule.text("id")).isEqualTo("held-key");
    assertThat(rule.object("shortDescription").text("text")).isNotEmpty();
    assertThat(result.text("level")).isEqualTo("error");
    assertThat(result.object("message").text("text")).contains("km://dev/ci#1");
    JsonObject place = result.objects("locations").getFirst().object("physicalLocation");
    assertThat(place.object("artifactLocation").text("uri")).isEqualTo("a%20b%25.txt");
    JsonObject region = place.object("region");
    assertThat(region.integer("startLine")).isEqualTo(2);
    assertThat(region.integer("startColumn")).isEqualTo(6);
    assertThat(result.object("partialFingerprints").text("keymaster/1")).hasSize(16);
    assertThat(world.stdout()).doesNotContain(HELD);
    assertThat(world.run("scan", "--sarif", "--json")).isEqualTo(2);
  }

  @Test
  void G7_standard_input_and_histories_are_scanned() throws IOException {
    world.typing("log line\n token " + HELD + "\n");
    assertThat(world.run("scan", "--stdin")).isEqualTo(10);
    assertThat(world.stdout()).startsWith("(standard input):2:8: km://dev/ci#1");
    world.environment.put("HOME", folder.resolve("ada").toString());
    write("ada/.bash_history", "export K=" + HELD + "\n");
    write("ada/.claude/projects/x/1.jsonl", "{\"text\":\"first\\n" + OLD + "\\n\"}\n");
    assertThat(world.run("scan", "--shell-history")).isEqualTo(10);
    assertThat(world.stdout()).contains(".bash_history:1:10").doesNotContain(".claude");
    assertThat(world.run("scan", "--agents")).isEqualTo(10);
    assertThat(world.stdout()).contains("1.jsonl:1:17: km://dev/gone#4").doesNotContain("bash");
    Path history = folder.resolve("ada/.zsh_history");
    Files.createSymbolicLink(history, write("dotfiles/zsh", "K=" + HELD + "\n"));
    assertThat(world.run("scan", "--shell-history")).isEqualTo(10);
    assertThat(world.stdout()).contains("dotfiles/zsh:1:3");
    assertThat(world.run("scan", "ada/.zsh_history")).isEqualTo(10);
    world.environment.remove("HOME");
    assertThat(world.run("scan", "--agents")).isEqualTo(1);
  }

  @Test
  void A6_standard_input_can_be_what_an_editor_holds_of_a_file() throws IOException {
    String text = "é '" + HELD + "'\n";
    Files.createDirectories(folder.resolve(".git"));
    write(".keymasterignore", "samples/\n");
    world.typing(text);
    assertThat(world.run("scan", "--stdin", "samples/new.js")).isZero();
    world.typing(text);
    assertThat(world.run("scan", "--stdin", "src/new.js")).isEqualTo(10);
    assertThat(world.stdout()).startsWith("src/new.js:1:5: km://dev/ci#1");
    String id = world.stdout().stripTrailing().replaceFirst(".* ", "");
    write(".keymasterignore", "finding:" + id + "\n");
    world.typing(text);
    assertThat(world.run("scan", "--stdin", "src/new.js")).isZero();
  }

  @Test
  void G7_attack_an_ignore_file_that_hides_held_keys_is_told_of() throws IOException {
    write("samples/a.js", "k='" + HELD + "'\nl='" + HELD + "'\n");
    assertThat(world.run("scan")).isEqualTo(10);
    assertThat(world.stderr()).doesNotContain("left out");
    write(".keymasterignore", "*\n");
    assertThat(world.run("scan")).isZero();
    assertThat(world.stderr())
        .contains("2 places with keys of this vault left out", "nothing found");
    assertThat(world.run("scan", "--json")).isZero();
    assertThat(world.stdout()).contains("\"ignored_held\": 2");
    assertThat(world.run("scan", "--sarif")).isZero();
    assertThat(world.stdout())
        .contains("\"suppressions\"", "\"kind\": \"external\"", "samples/a.js")
        .doesNotContain("inSource", HELD);
    write("samples/a.js", "k='" + HELD + "' // keymaster:allow\n");
    assertThat(world.run("scan", "--sarif")).isZero();
    assertThat(world.stdout()).contains("\"kind\": \"inSource\"").doesNotContain("external");
  }

  @Test
  void G7_an_open_agent_is_asked_for_what_is_missing_and_nobody_else() throws IOException {
    write("a.txt", "clean");
    world.agent.living = FakeAgent.status(true);
    assertThat(world.run("scan", "a.txt")).isZero();
    assertThat(world.engine.vault.compared).isEqualTo(1);
    world.agent.living = FakeAgent.status(false);
    assertThat(world.run("scan", "a.txt")).isZero();
    assertThat(world.engine.vault.compared).isEqualTo(1);
    assertThat(world.run("scan", "a.txt", "--refresh")).isZero();
    assertThat(world.engine.vault.compared).isEqualTo(2);
  }

  @Test
  void G7_a_vault_that_is_not_wholly_known_is_said() throws IOException {
    write("a.txt", "clean");
    world.engine.vault.book = null;
    assertThat(world.run("scan", "a.txt")).isZero();
    assertThat(world.stderr()).contains("keymaster scan --refresh learns them");
    world.engine.vault.exists = false;
    assertThat(world.run("scan", "a.txt")).isZero();
    assertThat(world.stderr()).doesNotContain("--refresh");
  }

  @Test
  void G7_what_is_not_there_is_named() {
    assertThat(world.run("scan", "nowhere")).isEqualTo(3);
    assertThat(world.stderr()).contains("nowhere is not there");
    assertThat(world.run("scan", "--history")).isEqualTo(3);
    assertThat(world.stderr()).contains("in no git repository");
  }

  @Test
  void G7_fix_rotates_what_leaked_and_notes_where() throws IOException {
    write("a.txt", HELD + "\n" + OLD + "\n");
    assertThat(world.run("scan", "fix")).isEqualTo(4);
    assertThat(world.engine.lifecycle.asked).isEmpty();
    assertThat(world.run("scan", "fix", "--yes")).isEqualTo(8);
    assertThat(world.engine.lifecycle.asked).containsExactly("rotate km://dev/ci PT0S");
    assertThat(world.stderr())
        .contains("rotated ci in dev")
        .contains("gone in dev: the vault has it no more")
        .contains("the leaked values still stand");
    FakeKey key = world.engine.require(EnvironmentName.DEFAULT, new KeyName("ci"));
    assertThat(key.details.tags()).contains("leaked");
    assertThat(key.details.metadata().get("leaked")).startsWith("version 1 in a.txt, found 2026");
  }

  @Test
  void G7_fix_leaves_a_key_alone_that_has_the_name_of_one_that_leaked() throws IOException {
    write("a.txt", BEFORE + "\n");
    assertThat(world.run("scan", "fix", "--yes")).isEqualTo(7);
    assertThat(world.engine.lifecycle.asked).isEmpty();
    assertThat(world.stderr()).contains("ci in dev: the vault has it no more");
  }

  @Test
  void G7_fix_tells_of_a_rotation_whatever_the_file_is_called() throws IOException {
    write("a\u001b]0;x\n.txt", HELD + "\n");
    assertThat(world.run("scan", "fix", "--yes")).isZero();
    FakeKey key = world.engine.require(EnvironmentName.DEFAULT, new KeyName("ci"));
    assertThat(key.details.metadata().get("leaked")).doesNotContain("\u001b").doesNotContain("\n");
  }

  @Test
  void G7_fix_without_leaks_does_nothing() throws IOException {
    write("a.txt", "clean");
    assertThat(world.run("scan", "fix", "--json")).isZero();
    assertThat(JsonReader.object(world.out.toByteArray()).objects("keys")).isEqualTo(List.of());
  }
}
