package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** init in a folder that was a project before. */
class TakeoverTests {
  private static final String DOTENV =
      "# mine\nPORT=80\nexport OPENAI_API_KEY=\"sk-canary-7a4e1\" # why\n"
          + "HOOK_SECRET='canary\nhook'\nDEBUG=1";

  private final FakeWorld world;
  private final Path dotenv;
  private final Path file;

  TakeoverTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    world.environment.put("HOME", "/");
    dotenv = world.directory.resolve(".env");
    file = world.directory.resolve("keymaster.yaml");
  }

  @BeforeEach
  void a_project_of_two_languages() throws IOException {
    Files.writeString(dotenv, DOTENV);
    Files.writeString(world.directory.resolve("a.py"), "k = os.environ['OPENAI_API_KEY']\n");
    Files.writeString(
        world.directory.resolve("b.ts"), "\nprocess.env.STRIPE_SECRET_KEY + process.env.PORT");
    world.engine.with("dev", "github", "github", "canary-github");
    Files.writeString(world.directory.resolve("c.go"), "os.Getenv(\"GITHUB_TOKEN\")");
  }

  @Test
  void A4_what_is_found_is_told_and_nothing_is_done_unasked() throws IOException {
    assertThat(world.run("init")).isZero();
    assertThat(world.stderr())
        .contains(
            "found Go, Python, TypeScript\n",
            "  .env holds 2 keys in clear\n",
            "  OPENAI_API_KEY is read in a.py line 1: key openai\n",
            "  STRIPE_SECRET_KEY is read in b.ts line 2: key ",
            "to take them over: keymaster init --take\n")
        .doesNotContain("PORT", "canary");
    assertThat(file).content().doesNotContain("  openai: O", "OPENAI_API_KEY");
    assertThat(dotenv).content().isEqualTo(DOTENV);
    assertThat(world.engine.events).isEmpty();
    assertThat(world.run("init", "--no-look")).isZero();
    assertThat(world.stderr()).startsWith("nothing to do");
  }

  @Test
  void A4_a_plaintext_dotenv_is_taken_over_in_one_dialogue() throws IOException {
    world.attended("y", "y", "y");
    assertThat(world.run("init")).isZero();
    assertThat(world.engine.stored).hasSize(3);
    assertThat(file)
        .content()
        .contains("openai: OPENAI_API_KEY", "hook-secret: HOOK_SECRET", "github: GITHUB_TOKEN")
        .doesNotContain("STRIPE");
    assertThat(dotenv)
        .content()
        .isEqualTo(
            "# mine\nPORT=80\nexport OPENAI_API_KEY=km://dev/openai # why\n"
                + "HOOK_SECRET=km://dev/hook-secret\nDEBUG=1");
    assertThat(world.stderr())
        .contains(
            ".env holds references instead of 2 keys\n",
            "not in dev: keymaster add ",
            "start programs with their keys: keymaster run -- COMMAND\n");
    world.run("run", "--", "true");
    assertThat(world.injected).containsEntry("OPENAI_API_KEY", "sk-canary-7a4e1");
    assertThat(world.injected).containsEntry("HOOK_SECRET", "canary\nhook");
  }

  @Test
  void A4_no_is_an_answer_at_each_step() {
    world.attended("n", "n");
    assertThat(world.run("init")).isZero();
    assertThat(world.engine.stored).hasSize(1);
    world.attended("y", "n", "n");
    assertThat(world.run("init")).isZero();
    assertThat(dotenv).content().isEqualTo(DOTENV);
    assertThat(world.stderr()).contains(".env still holds them in clear");
    assertThat(file).content().contains("openai: OPENAI_API_KEY").doesNotContain("github");
  }

  @Test
  void A4_scripts_say_it_beforehand() {
    assertThat(world.run("init", "--take", "--clean", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"languages\"", "\"variable\": \"STRIPE_SECRET_KEY\"", "\"read_in\"", "\"used\"")
        .doesNotContain("canary");
    assertThat(dotenv).content().contains("OPENAI_API_KEY=km://dev/openai");
    assertThat(world.run("init", "--clean")).isEqualTo(2);
    assertThat(world.run("init", "--take")).isZero();
  }

  @Test
  void A4_another_value_in_the_vault_is_a_conflict_and_the_file_stays() {
    world.engine.with("dev", "openai", "openai", "sk-canary-other");
    assertThat(world.run("init", "--take", "--clean")).isEqualTo(8);
    assertThat(dotenv).content().isEqualTo(DOTENV);
    assertThat(world.engine.stored).hasSize(3);
  }

  @Test
  void A4_a_project_that_nobody_trusts_is_looked_at_and_no_more() throws IOException {
    Files.writeString(file, "version: 1\n");
    world.attended("y", "y", "y");
    assertThat(world.run("init", "--take")).isZero();
    assertThat(world.engine.events).noneMatch(event -> event.kind() == EventKind.STORE);
    assertThat(file).content().isEqualTo("version: 1\n");
  }
}
