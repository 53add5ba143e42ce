package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotenvVerbsTests {
  private final FakeWorld world;
  private final Path file;

  DotenvVerbsTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    file = world.directory.resolve(".env");
    world.engine.with("dev", "openai", "openai", "sk-canary-d07e1");
    world.engine.with("dev", "hook", "custom", "canary hook");
    world.engine.with("prod", "openai", "openai", "sk-canary-d07e2");
  }

  @Test
  void A5_write_puts_the_keys_of_run_into_the_file_and_says_that_they_are_in_clear()
      throws IOException {
    Files.writeString(file, "PORT=80\nHOOK=old\n");
    Files.createDirectory(world.directory.resolve(".git"));
    assertThat(world.run("dotenv", "write")).isZero();
    assertThat(file)
        .content()
        .startsWith("PORT=80\nHOOK=old\n# >>> keymaster")
        .contains("# km://dev/openai#1\nOPENAI_API_KEY=sk-canary-d07e1\n", "HOOK='canary hook'\n");
    assertThat(world.stderr())
        .contains("git ignores now: .env ", "HOOK is set outside of the block", "in clear")
        .doesNotContain("canary");
    assertThat(world.engine.events).hasSize(2).allMatch(e -> e.kind() == EventKind.REVEAL);
    assertThat(world.run("dotenv", "check")).isZero();
  }

  @Test
  void A5_each_environment_has_a_file_of_its_own() {
    assertThat(world.run("dotenv", "write", "--env", "prod")).isZero();
    assertThat(world.directory.resolve(".env.prod")).content().contains("sk-canary-d07e2");
    assertThat(file).doesNotExist();
    assertThat(world.run("dotenv", "write", "--file", "x/secrets")).isEqualTo(2);
    assertThat(world.run("dotenv", "write", "--env", "none")).isEqualTo(3);
  }

  @Test
  void A5_check_tells_what_is_old_missing_or_open_to_others() throws IOException {
    world.run("dotenv", "write", "--only", "openai");
    world.engine.with("dev", "openai", "openai", "sk-canary-d07e3");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(world.run("dotenv", "check")).isEqualTo(10);
    assertThat(world.stdout())
        .contains(
            "HOOK is missing, km://dev/hook#1",
            "OPENAI_API_KEY is km://dev/openai#1, should be km://dev/openai#2",
            "others can read it");
    assertThat(world.engine.events).noneMatch(e -> e.kind() == EventKind.REVEAL);
    assertThat(world.run("dotenv", "check", "--except", "openai", "--json")).isEqualTo(10);
    assertThat(world.stdout()).contains("OPENAI_API_KEY is not used any more");
  }

  @Test
  void half_a_block_releases_nothing() throws IOException {
    Files.writeString(file, "# >>> keymaster\n");
    assertThat(world.run("dotenv", "write")).isEqualTo(2);
    assertThat(world.engine.events).isEmpty();
  }
}
