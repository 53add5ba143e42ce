package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportVerbTests {
  private final FakeWorld world;

  ImportVerbTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    world.environment.put("HOME", "/");
    world.engine.with("dev", "openai", "openai", "sk-canary-0bad0");
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(world.directory.resolve(name), text);
  }

  @Test
  void C5_format_is_told_by_content_and_what_is_known_is_kept() throws IOException {
    file("keys", "[default]\naws_access_key_id = canary-id\naws_secret_access_key = canary-aws\n");
    assertThat(world.run("import", "keys")).isZero();
    assertThat(world.engine.value("dev", "aws")).isEqualTo("canary-aws");
    assertThat(world.engine.record("dev", "aws").details().metadata())
        .containsEntry("access_key_id", "canary-id");
    assertThat(world.run("import", "keys")).isZero();
    assertThat(world.stdout()).contains("unchanged");
    assertThat(world.engine.record("dev", "aws").versions()).hasSize(1);
  }

  @Test
  void C5_format_can_be_said_and_titles_become_no_variables() throws IOException {
    file("x", "title,username,password,url,notes\nMy deploy token,me,canary-d,u,why\n");
    assertThat(world.run("import", "csv", "x", "--dry-run")).isZero();
    assertThat(world.stderr()).isEqualTo("would store 1 key in dev\n");
    assertThat(world.run("import", "--format", "csv", "x")).isZero();
    var details = world.engine.record("dev", "my-deploy-token").details();
    assertThat(details.variable()).isNull();
    assertThat(details.note()).isEqualTo("why");
    assertThat(details.metadata()).containsEntry("username", "me").containsEntry("url", "u");
  }

  @Test
  void C5_variables_of_the_shell_that_providers_read_are_imported() {
    world.environment.put("ANTHROPIC_API_KEY", "canary-ant");
    world.environment.put("OTHER_TOKEN", "canary-other");
    assertThat(world.run("import", "--from-env")).isZero();
    assertThat(world.engine.value("dev", "anthropic")).isEqualTo("canary-ant");
    assertThat(world.engine.has("dev", "other-token")).isFalse();
    assertThat(world.stdout()).doesNotContain("OTHER").doesNotContain("canary");
  }

  @Test
  void C5_references_of_other_tools_are_named_and_not_stored() throws IOException {
    file(".env", "A_TOKEN=op://vault/item/field\nB_TOKEN=\"${A_TOKEN}\"\nC_TOKEN=canary-c\n");
    assertThat(world.run("import", ".env")).isZero();
    assertThat(world.stdout())
        .contains("A_TOKEN  -        skipped  refers to a 1Password item")
        .contains("refers to a variable or a command");
    assertThat(world.stderr())
        .contains("what refers to something else is not stored: A_TOKEN B_TOKEN;");
    assertThat(world.engine.has("dev", "a-token")).isFalse();
    assertThat(world.engine.value("dev", "c-token")).isEqualTo("canary-c");
  }

  @ParameterizedTest
  @CsvSource({
    "import, FILE is missing",
    "import --from-env x, --from-env and a file",
    "import csv x --format csv, two formats",
    "import xml x, no format is called 'xml'",
    "import ., is a folder",
    "import pass ., no .gpg files in it",
    "import csv x, no column for names"
  })
  void C5_what_cannot_be_read_is_a_usage_error(String words, String message) throws IOException {
    file("x", "canary\n");
    assertThat(world.run(words.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains(message).contains("hint: ").doesNotContain("canary");
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void SL2_attack_keys_of_dotenvx_that_never_end_are_not_read() throws IOException {
    file("x.env", "OPENAI_API_KEY=encrypted:abc\n");
    Path keys = world.directory.resolve(".env.keys");
    Files.createSymbolicLink(keys, Path.of("/dev/zero"));
    assertThat(world.run("import", "x.env")).isZero();
    assertThat(world.stdout()).contains("dotenvx");
    Files.delete(keys);
    Files.write(keys, new byte[(1 << 20) + 1]);
    assertThat(world.run("import", "x.env")).isEqualTo(2);
    assertThat(world.stderr()).contains("is larger than 1 MiB");
    assertThat(world.engine.events).isEmpty();
  }
}
