package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code setup}: guided, from the page where keys are made to the stored key (C7). */
class SetupVerbTests {
  private static final String ROUTER = "sk-" + "or-v1-" + "0a".repeat(32);
  private static final String ANTHROPIC_ADMIN = "sk-" + "ant-admin01-" + "a".repeat(93) + "AA";

  private final FakeWorld world;

  SetupVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  @Test
  void C7_key_is_taken_hidden_recognised_and_stored() {
    world.attended(ROUTER);
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.terminal.prompts).containsExactly("OpenRouter key: ");
    assertThat(world.stderr())
        .startsWith("OpenRouter keys are made at https://openrouter.ai/")
        .contains("(sk-or-v1-…)", "recognised as a key of OpenRouter: api\n")
        .contains("stored openrouter in dev")
        .endsWith("next: keymaster run -- COMMAND hands it over as OPENROUTER_API_KEY\n")
        .doesNotContain("0a0a0a");
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
    KeyDetails details = world.engine.record("dev", "openrouter").details();
    assertThat(details.service()).hasToString("openrouter");
  }

  @Test
  void name_and_environment_can_be_chosen() {
    world.typing(ROUTER);
    assertThat(world.run("setup", "openrouter", "--name", "batch", "--env", "prod")).isZero();
    assertThat(world.engine.has("prod", "batch")).isTrue();
  }

  @Test
  void provider_is_asked_for() {
    world.attended("groq", "canary-1");
    assertThat(world.run("setup")).isZero();
    assertThat(world.stderr()).contains("openai, anthropic").contains("does not look like a key");
    assertThat(world.engine.has("dev", "groq")).isTrue();
  }

  @Test
  void nobody_there_to_be_asked_is_told_the_command() {
    assertThat(world.run("setup")).isEqualTo(4);
    assertThat(world.stderr()).endsWith("hint: keymaster setup PROVIDER\n");
  }

  @Test
  void key_of_another_kind_is_stored_only_if_confirmed() {
    world.attended(ROUTER, "n");
    assertThat(world.run("setup", "openai")).isEqualTo(5);
    assertThat(world.terminal.prompts.getLast())
        .startsWith("The value looks like an OpenRouter key, stored for openai. Store it all");
    assertThat(world.engine.has("dev", "openai")).isFalse();
    world.attended(ANTHROPIC_ADMIN, "y");
    assertThat(world.run("setup", "anthropic")).isZero();
    assertThat(world.terminal.prompts.getLast()).contains("programs should not have");
    assertThat(world.engine.has("dev", "anthropic")).isTrue();
  }

  @Test
  void key_of_another_kind_is_refused_where_nobody_confirms() {
    assertThat(world.typing(ROUTER).run("setup", "openai")).isEqualTo(2);
    assertThat(world.stderr())
        .contains("hint: keymaster add NAME --service openai stores it all the same\n")
        .doesNotContain("0a0a0a");
    assertThat(world.engine.has("dev", "openai")).isFalse();
  }

  @Test
  void key_that_exists_gets_a_new_version_once_confirmed() {
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-old");
    world.run("edit", "openrouter", "--note", "mine");
    world.attended("y", ROUTER);
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.terminal.prompts.getFirst()).contains("Store a new version?");
    assertThat(world.engine.record("dev", "openrouter").versions()).hasSize(2);
    assertThat(world.engine.record("dev", "openrouter").details().note()).isEqualTo("mine");
  }

  @Test
  void key_that_exists_is_a_conflict_before_a_value_is_read() {
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-old");
    assertThat(world.typing(ROUTER).run("setup", "openrouter")).isEqualTo(6);
    assertThat(world.stderr()).contains("keymaster edit openrouter --value", "--name");
    world.attended("no");
    assertThat(world.run("setup", "openrouter")).isEqualTo(5);
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo("sk-canary-old");
  }

  @Test
  void second_half_of_a_credential_is_pointed_at() {
    world.typing("canary/" + "a".repeat(33));
    assertThat(world.run("setup", "aws")).isZero();
    assertThat(world.stderr())
        .contains("read AWS_ACCESS_KEY_ID too: keymaster edit aws --meta access_key_id=ID");
  }

  @Test
  void project_that_chooses_its_keys_is_pointed_at() throws IOException {
    Files.writeString(
        world.directory.resolve("keymaster.yaml"), "version: 1\nkeys:\n  openai: OPENAI_API_KEY\n");
    world.run("trust", "--yes");
    world.typing(ROUTER).run("setup", "openrouter");
    assertThat(world.stderr())
        .endsWith("next: keymaster use openrouter takes it into this project\n");
  }

  @Test
  void C7_the_provider_is_asked_whether_the_key_is_good() {
    world.engine.lifecycle.outcomes.put("openrouter", Verified.Outcome.VALID);
    assertThat(world.typing(ROUTER).run("setup", "openrouter")).isZero();
    assertThat(world.stderr()).contains("OpenRouter says that it is good\n");
    world.engine.lifecycle.outcomes.put("second", Verified.Outcome.INVALID);
    assertThat(world.typing(ROUTER).run("setup", "openrouter", "--name", "second")).isEqualTo(10);
    assertThat(world.stderr()).contains("says that it is not good: said so");
    assertThat(world.engine.has("dev", "second")).isTrue();
    world.engine.lifecycle.outcomes.put("third", Verified.Outcome.UNKNOWN);
    assertThat(world.typing(ROUTER).run("setup", "openrouter", "--name", "third")).isZero();
    assertThat(world.stderr()).contains("did not say whether it is good: said so");
  }

  @Test
  void C7_the_key_is_taken_into_the_project_once_somebody_says_so() throws IOException {
    Path file = world.directory.resolve("keymaster.yaml");
    Files.writeString(file, "version: 1\nkeys:\n  openai: OPENAI_API_KEY\n");
    world.run("trust", "--yes");
    world.attended(ROUTER, "y");
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.stderr()).contains("this project uses openrouter as OPENROUTER_API_KEY\n");
    assertThat(file).content().contains("openrouter: OPENROUTER_API_KEY");
  }

  @Test
  void json_is_the_key_alone() {
    assertThat(world.typing(ROUTER).run("setup", "openrouter", "--json")).isZero();
    assertThat(world.stdout()).startsWith("{\n  \"schema\": \"keymaster/key/1\",\n");
    assertThat(world.stderr()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "setup opnai,                    3, did you mean openai?",
    "setup openai --name a//b,       2, a//b",
    "setup openai --name a#1,        2, leave out #1",
    "setup openai extra,             2, a value is never given on the command line",
    "setup openai --key x,           2, a value is never given on the command line",
    "setup openai --from-env NOPE,   3, no environment variable 'NOPE'",
  })
  void bad_input_stores_nothing(String line, int code, String said) {
    world.typing("sk-canary-x");
    assertThat(world.run(line.split(" "))).isEqualTo(code);
    assertThat(world.stderr()).contains(said);
    assertThat(world.engine.stored).isEmpty();
  }
}
