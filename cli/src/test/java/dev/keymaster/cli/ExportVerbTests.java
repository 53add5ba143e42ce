package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportVerbTests {
  private static final String RECIPIENT =
      "age1hf64fgsvj3vjsc9j75smrlvdwdh4mslq09w5x28erm0g6dnhrvtqtn2zx0";
  private static final String IDENTITY =
      "AGE-SECRET-KEY-10RYSDVLTWNC3P4ZUJVDHS0ZA3UALAP8W0AKQRV4AJ3E4UA4F78WQP68MMZ";

  private final FakeWorld world;
  private final FakeWorld other;

  ExportVerbTests(@TempDir Path directory, @TempDir Path another) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    other = new FakeWorld(another.toRealPath());
    for (FakeWorld each : new FakeWorld[] {world, other}) {
      each.environment.put("HOME", "/");
      each.environment.put("KEYMASTER_HOME", each.directory.resolve("km").toString());
      Files.writeString(each.directory.resolve("phrase"), "canary four random words\n");
      Files.writeString(each.directory.resolve("identity"), IDENTITY + "\n");
    }
    world.engine.with("dev", "openai", "openai", "sk-canary-e1");
    world.engine.with("prod", "hook", "custom", "canary-e2");
    world.run("edit", "hook", "--env", "prod", "--tag", "x", "--note", "why");
    world.typing("sk-canary-e3").run("edit", "openai", "--value", "--stdin");
    world.engine.events.clear();
  }

  private Path moved(String name) throws IOException {
    return Files.copy(world.directory.resolve(name), other.directory.resolve(name));
  }

  @Test
  void C5_sealed_export_becomes_the_same_keys_in_another_vault() throws IOException {
    assertThat(world.run("export", "all.json.age", "--new-passphrase-file", "phrase")).isZero();
    Path file = moved("all.json.age");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(world.directory.resolve("all.json.age"))))
        .isEqualTo("rw-------");
    assertThat(Files.readAllBytes(file)).startsWith("age-encryption.org/v1\n".getBytes(UTF_8));
    assertThat(world.engine.events)
        .extracting(event -> event.kind() + " " + event.detail())
        .containsOnly("EXPORT json, sealed by age")
        .hasSize(3);
    assertThat(other.run("import", "all.json.age", "--file-passphrase-file", "phrase")).isZero();
    assertThat(other.engine.value("dev", "openai")).isEqualTo("sk-canary-e3");
    assertThat(other.engine.record("dev", "openai").versions())
        .extracting(KeyVersion::number)
        .containsExactly(1, 2);
    assertThat(other.engine.record("prod", "hook").details())
        .isEqualTo(world.engine.record("prod", "hook").details());
    assertThat(other.run("import", "all.json.age", "--file-passphrase-file", "phrase")).isZero();
    assertThat(other.stdout()).contains("unchanged");
    Files.writeString(other.directory.resolve("phrase"), "another four random words\n");
    assertThat(other.run("import", "all.json.age", "--file-passphrase-file", "phrase"))
        .isEqualTo(4);
  }

  @Test
  void C5_policy_and_settings_come_along_where_they_are_wanted() throws IOException {
    Path settings = world.places().settings();
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "color: never\n");
    world.engine.access.policy = "allow everything\n";
    assertThat(world.run("export", "all.yaml.age", "--recipient", RECIPIENT)).isZero();
    moved("all.yaml.age");
    String[] words = {"import", "all.yaml.age", "--identity", "identity"};
    assertThat(other.run(words)).isZero();
    assertThat(other.places().settings()).doesNotExist();
    assertThat(
            other.run(
                "import",
                "all.yaml.age",
                "--identity",
                "identity",
                "--with-policy",
                "--with-configuration"))
        .isZero();
    assertThat(other.places().settings()).content().isEqualTo("color: never\n");
    assertThat(other.engine.access.policy).isEqualTo("allow everything\n");
  }

  @Test
  void F2_C5_database_becomes_the_same_keys_in_another_vault() throws IOException {
    Path settings = world.places().settings();
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "color: never\n");
    world.engine.access.policy = "allow everything\n";
    assertThat(world.run("export", "all.db", "--new-passphrase-file", "phrase")).isZero();
    Path file = moved("all.db");
    assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).doesNotContain("SQLite", "canary");
    assertThat(Files.size(file) % 4096).isZero();
    assertThat(world.engine.events)
        .extracting(event -> event.kind() + " " + event.detail())
        .containsOnly("EXPORT sqlcipher, encrypted")
        .hasSize(3);
    String[] words = {
      "import",
      "all.db",
      "--file-passphrase-file",
      "phrase",
      "--with-policy",
      "--with-configuration"
    };
    assertThat(other.run(words)).isZero();
    assertThat(other.engine.value("dev", "openai")).isEqualTo("sk-canary-e3");
    assertThat(other.engine.record("dev", "openai").versions()).hasSize(2);
    assertThat(other.engine.record("prod", "hook").details())
        .isEqualTo(world.engine.record("prod", "hook").details());
    assertThat(other.engine.access.policy).isEqualTo("allow everything\n");
    assertThat(other.places().settings()).content().isEqualTo("color: never\n");
  }

  @Test
  void F2_C5_databases_that_do_not_open_say_why() throws IOException {
    assertThat(
            world.run("export", "all", "--format", "sqlcipher", "--new-passphrase-file", "phrase"))
        .isZero();
    Path file = moved("all");
    Files.writeString(other.directory.resolve("wrong"), "another four random words\n");
    assertThat(other.run("import", "all", "--file-passphrase-file", "wrong")).isEqualTo(4);
    assertThat(other.stderr()).contains("does not open with that passphrase", "hint: ");
    Files.writeString(other.directory.resolve("all-wal"), "x");
    assertThat(other.run("import", "all", "--file-passphrase-file", "phrase")).isEqualTo(2);
    assertThat(other.stderr()).contains("some of it is still in all-wal");
    Files.delete(other.directory.resolve("all-wal"));
    Files.write(file, new byte[4095]);
    assertThat(other.run("import", "sqlcipher", "all", "--file-passphrase-file", "phrase"))
        .isEqualTo(2);
    assertThat(other.stderr()).contains("its size is no multiple of 4096");
    assertThat(other.engine.events).isEmpty();
  }

  @Test
  void C5_conflicts_stay_as_they_are_unless_replaced() throws IOException {
    other.engine.with("dev", "openai", "openai", "sk-canary-mine");
    assertThat(world.run("export", "all.json", "--plain")).isZero();
    assertThat(world.stderr()).contains("warning: that file holds keys in clear");
    moved("all.json");
    assertThat(other.run("import", "all.json")).isEqualTo(8);
    assertThat(other.stdout()).contains("conflict").doesNotContain("canary");
    assertThat(other.engine.value("dev", "openai")).isEqualTo("sk-canary-mine");
    assertThat(other.run("import", "all.json")).isEqualTo(6);
    assertThat(other.run("import", "all.json", "--replace")).isZero();
    assertThat(other.engine.value("dev", "openai")).isEqualTo("sk-canary-e3");
  }

  @Test
  void C5_only_the_chosen_keys_leave_and_without_policy() throws IOException {
    assertThat(world.run("export", "p.json", "--plain", "--env", "prod")).isZero();
    assertThat(world.directory.resolve("p.json"))
        .content()
        .contains("\"hook\"", "canary-e2")
        .doesNotContain("openai", "\"policy\"");
    assertThat(world.engine.events).hasSize(1);
  }

  @Test
  void C5_keys_that_are_not_handed_out_are_left_out_and_named() throws IOException {
    world.run("edit", "openai", "--status", "inactive");
    assertThat(world.run("export", "all.json", "--plain")).isZero();
    assertThat(world.stderr()).contains("left out, not handed out: dev/openai");
    assertThat(world.directory.resolve("all.json")).content().doesNotContain("sk-canary");
    assertThat(world.engine.record("dev", "openai").details().status())
        .isEqualTo(KeyStatus.INACTIVE);
  }

  @Test
  void C5_variables_are_written_for_other_programs() throws IOException {
    assertThat(world.run("export", "-", "--format", "env", "--plain")).isZero();
    assertThat(world.stdout()).isEqualTo("OPENAI_API_KEY=sk-canary-e3\n");
    assertThat(world.run("export", "-", "--format", "kubernetes", "--plain", "--env", "prod"))
        .isZero();
    assertThat(world.stdout()).contains("kind: \"Secret\"", "HOOK: \"Y2FuYXJ5LWUy\"");
    Files.writeString(
        world.directory.resolve("key.json"),
        "{\"key_id\": \"7\", \"key\": \"L/0gHRhu+Jr5iLX5oLYdZ5VoKGvbVPM7X9ZL6U3iQ0k=\"}");
    assertThat(world.run("export", "-", "--format", "github", "--public-key", "key.json")).isZero();
    assertThat(world.stdout()).contains("\"key_id\": \"7\"").doesNotContain("canary");
    assertThat(world.engine.events.getLast().detail()).isEqualTo("github, sealed for GitHub");
  }

  @Test
  void C5_files_that_git_tracks_or_that_exist_are_refused_before_anything_is_released()
      throws Exception {
    Files.writeString(world.directory.resolve("there.json"), "{}");
    assertThat(world.run("export", "there.json", "--plain")).isEqualTo(6);
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void SL11_what_is_in_clear_is_kept_out_of_git() throws Exception {
    assertThat(git("git init -q && echo old > tracked && git add tracked 2>/dev/null")).isEmpty();
    Files.delete(world.directory.resolve("tracked"));
    assertThat(world.run("export", "tracked", "--plain")).isEqualTo(5);
    assertThat(world.engine.events).isEmpty();
    assertThat(world.run("export", "keys.json", "--plain")).isZero();
    assertThat(world.stderr()).startsWith("git ignores now: /keys.json\n");
    assertThat(git("git status --porcelain")).doesNotContain("keys.json");
  }

  private String git(String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", script).directory(world.directory.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return said;
  }

  @ParameterizedTest
  @CsvSource({
    "export x --format xml, no format is called 'xml'",
    "export x --plain --recipient age1x, --plain and --recipient",
    "export x.db --plain, a database of SQLCipher has a passphrase",
    "export x.sqlcipher --recipient RECIPIENT, a database of SQLCipher has a passphrase",
    "export x.db --only openai, '--only, --except and --profile are for variables'",
    "export x --recipient age1x, not a recipient of age",
    "export x --only openai --plain, '--only, --except and --profile are for variables'",
    "export x --format env --name openai --plain, --service and --name are for json",
    "export x --format github, --public-key is missing",
    "export x --public-key k, --public-key is for github",
    "export x --new-passphrase-file short, shorter than"
  })
  void C5_what_cannot_be_written_is_a_usage_error(String words, String message) throws IOException {
    Files.writeString(world.directory.resolve("short"), "short\n");
    assertThat(world.run(words.replace("RECIPIENT", RECIPIENT).split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains(message, "hint: ");
    assertThat(world.directory.resolve("x")).doesNotExist();
    assertThat(world.engine.events).isEmpty();
  }
}
