package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    world.attended("n", ROUTER);
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.terminal.prompts)
        .containsExactly(
            "Log in with one now? [y/N] ",
            "OpenRouter key: ",
            "No project is here. Make one, keymaster.yaml, that uses it? [y/N] ");
    assertThat(world.stderr())
        .startsWith("1 of 5: the vault\nthere already\n2 of 5: the credential that manages keys")
        .contains("3 of 5: the key openrouter in dev\nOpenRouter keys are made at https://openrout")
        .contains("(sk-or-v1-…)", "recognised as a key of OpenRouter: api\n")
        .contains("stored openrouter in dev", "4 of 5: is it good?", "5 of 5: the project")
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
    world.attended("n", ROUTER, "n");
    assertThat(world.run("setup", "openai")).isEqualTo(5);
    assertThat(world.terminal.prompts.getLast())
        .startsWith("The value looks like an OpenRouter key, stored for openai. Store it all");
    assertThat(world.engine.has("dev", "openai")).isFalse();
    world.attended(ANTHROPIC_ADMIN, "y");
    assertThat(world.run("setup", "anthropic", "--no-login", "--no-project")).isZero();
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
  void C7_what_is_done_is_said_and_not_done_again() {
    world.engine.with("dev", "openrouter", "openrouter", ROUTER);
    world.engine.lifecycle.logins.add("openrouter");
    world.engine.lifecycle.outcomes.put("openrouter", Verified.Outcome.VALID);
    world.attended("n");
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.terminal.prompts).hasSize(1).first().asString().startsWith("No project is");
    assertThat(world.stderr())
        .contains("manages keys at OpenRouter\nthere already\n")
        .contains("the key openrouter in dev\nthere already: #1 (sk-…0a0a)\n")
        .contains("OpenRouter says that it is good");
    assertThat(world.engine.record("dev", "openrouter").versions()).hasSize(1);
  }

  @Test
  void key_that_exists_gets_a_new_version_once_confirmed() {
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-old");
    world.run("edit", "openrouter", "--note", "mine");
    world.environment.put("NEW", ROUTER);
    world.attended("y");
    assertThat(world.run("setup", "openrouter", "--from-env", "NEW", "--no-login", "--no-project"))
        .isZero();
    assertThat(world.terminal.prompts.getFirst()).contains("Store a new version?");
    assertThat(world.engine.record("dev", "openrouter").versions()).hasSize(2);
    assertThat(world.engine.record("dev", "openrouter").details().note()).isEqualTo("mine");
    world.environment.put("NEW", "sk-canary-third");
    world.attended("no");
    assertThat(world.run("setup", "openrouter", "--from-env", "NEW", "--no-login")).isEqualTo(5);
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
  }

  @Test
  void C7_a_script_runs_the_same_line_again_and_another_value_is_a_conflict() {
    String[] line = {"setup", "openrouter", "--stdin"};
    assertThat(world.typing(ROUTER).run(line)).isZero();
    assertThat(world.typing(ROUTER).run(line)).isZero();
    assertThat(world.engine.record("dev", "openrouter").versions()).hasSize(1);
    assertThat(world.typing("sk-canary-other").run(line)).isEqualTo(6);
    assertThat(world.stderr())
        .contains("another key is stored as", "--replace", "setup openrouter goes on from here");
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
    assertThat(world.typing("sk-canary-other").run("setup", "openrouter", "--replace")).isZero();
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo("sk-canary-other");
  }

  @Test
  void name_that_another_providers_key_has_is_a_conflict() {
    world.engine.with("dev", "openrouter", "openai", "sk-canary-old");
    assertThat(world.typing(ROUTER).run("setup", "openrouter")).isEqualTo(6);
    assertThat(world.stderr()).contains("is a key of openai, not of openrouter", "--name");
  }

  @Test
  void C7_no_vault_is_made_unless_somebody_says_so() {
    world.engine.vault.exists = false;
    assertThat(world.typing(ROUTER).run("setup", "openrouter")).isEqualTo(4);
    assertThat(world.stderr()).contains("there is no vault", "--yes makes one");
    world.attended("n");
    assertThat(world.run("setup", "openrouter")).isEqualTo(5);
    assertThat(world.engine.vault.exists).isFalse();
    String phrase = "canary passphrase";
    world.attended("y", phrase, phrase, "n", phrase, ROUTER, "n");
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.engine.vault.exists).isTrue();
    assertThat(world.stderr()).contains("1 of 5: the vault", "made a vault that unlocks by pass");
  }

  @Test
  void D1_a_credential_is_offered_and_the_provider_makes_the_key() {
    world.attended("y", "sk-canary-admin", "m", "5usd", "90d", "n");
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.engine.lifecycle.asked)
        .containsExactly(
            "login openrouter 15 ",
            "mint km://dev/openrouter openrouter {mint.lifetime=PT2160H, mint.limit=5 USD}");
    assertThat(world.stderr())
        .contains("with it Keymaster itself makes, revokes, tells the use of");
  }

  @Test
  void D1_an_order_asks_for_what_the_provider_needs() {
    world.engine.lifecycle.logins.add("openai");
    world.attended("m", "proj_1", "", "n");
    assertThat(world.run("setup", "openai")).isZero();
    assertThat(world.engine.lifecycle.asked)
        .containsExactly("mint km://dev/openai openai {mint.set.project=proj_1}");
  }

  @Test
  void C7_steps_can_be_left_for_later() {
    world.engine.lifecycle.logins.add("openrouter");
    world.attended("");
    assertThat(world.run("setup", "openrouter")).isZero();
    assertThat(world.stderr())
        .endsWith("left for later; keymaster setup openrouter goes on from here\n");
    assertThat(world.engine.stored).isEmpty();
  }

  @Test
  void D1_flags_say_everything_without_a_terminal() {
    world.environment.put("ADMIN", "sk-canary-admin");
    assertThat(
            world.run(
                "setup",
                "openrouter",
                "--yes",
                "--login-from-env",
                "ADMIN",
                "--mint",
                "--limit",
                "5usd",
                "--reset",
                "monthly",
                "--expires",
                "90d",
                "--no-verify",
                "--no-project"))
        .isZero();
    assertThat(world.engine.lifecycle.asked)
        .containsExactly(
            "login openrouter 15 ",
            "mint km://dev/openrouter openrouter"
                + " {mint.lifetime=PT2160H, mint.limit=5 USD, mint.reset=monthly}");
    assertThat(world.stderr()).contains("left out; later: keymaster verify openrouter");
  }

  @Test
  void D1_an_order_without_a_credential_is_told_how_to_get_one() {
    assertThat(world.run("setup", "openrouter", "--mint")).isEqualTo(4);
    assertThat(world.stderr()).contains("hint: keymaster providers login openrouter");
  }

  @Test
  void G4_an_order_that_broke_off_is_gone_on_with_first() {
    world.engine.lifecycle.logins.add("openrouter");
    world.engine.lifecycle.resumed =
        List.of(new KeyRef(new EnvironmentName("dev"), new KeyName("openrouter")));
    world.engine.lifecycle.endings.put("openrouter", Progress.Ending.PENDING);
    assertThat(world.run("setup", "openrouter", "--mint")).isZero();
    assertThat(world.stderr()).contains("an earlier order of this key: a bad day");
  }

  @Test
  void C7_a_key_that_is_not_good_is_replaced_at_once() {
    world.engine.lifecycle.outcomes.put("openrouter", Verified.Outcome.INVALID);
    world.attended("canary-bad", "y", ROUTER, "n");
    assertThat(world.run("setup", "openrouter", "--no-login", "--no-project")).isEqualTo(10);
    assertThat(world.engine.record("dev", "openrouter").versions()).hasSize(2);
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
  }

  @Test
  void C7_a_project_is_made_for_it() {
    assertThat(world.typing(ROUTER).run("setup", "openrouter", "--project")).isZero();
    assertThat(world.directory.resolve("keymaster.yaml"))
        .content()
        .contains("openrouter: OPENROUTER_API_KEY");
    assertThat(world.typing(ROUTER).run("setup", "openrouter", "--project")).isZero();
    assertThat(world.stderr()).contains("this project uses it already, as OPENROUTER_API_KEY");
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
        .contains("next: keymaster use openrouter takes it into this project\n");
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
    world.attended("n", ROUTER, "y");
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
    "setup anthropic --mint,         2, makes no keys by API",
    "setup openrouter --limit 5usd,  2, say what a provider is to make",
    "setup openai --no-project --project, 2, leave one of them out",
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

  @Test
  void C7_another_key_is_asked_for_wherever_the_one_before_came_from() throws IOException {
    Path file = Files.writeString(world.directory.resolve("bad"), "canary-bad");
    world.engine.lifecycle.outcomes.put("openrouter", Verified.Outcome.INVALID);
    world.attended("y", ROUTER, "n");
    assertThat(
            world.run(
                "setup", "openrouter", "--no-login", "--no-project", "--from-file", file + ""))
        .isEqualTo(10);
    assertThat(world.terminal.prompts).contains("OpenRouter key: ");
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
  }

  @Test
  void D1_a_refused_key_that_the_provider_made_is_named_as_left_there() {
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-minted");
    FakeKey key = world.engine.require(EnvironmentName.DEFAULT, new KeyName("openrouter"));
    key.versions.replaceAll(version -> version.as(FakeLifecycle.ISSUED));
    world.engine.lifecycle.outcomes.put("openrouter", Verified.Outcome.INVALID);
    world.attended("y", ROUTER, "n");
    assertThat(world.run("setup", "openrouter", "--no-login", "--no-project")).isEqualTo(10);
    assertThat(world.stderr()).contains("#1, which OpenRouter made, is not ended there");
    assertThat(world.engine.value("dev", "openrouter")).isEqualTo(ROUTER);
  }

  @Test
  void D1_a_credential_that_is_not_used_is_named() {
    world.environment.put("ADMIN", "sk-canary-admin");
    world.engine.lifecycle.logins.add("openrouter");
    world.typing(ROUTER);
    assertThat(world.run("setup", "openrouter", "--login-from-env", "ADMIN")).isZero();
    assertThat(world.stderr())
        .contains("the one that was given is not used", "keymaster providers login openrouter");
    assertThat(world.engine.lifecycle.asked).noneMatch(asked -> asked.startsWith("login"));
  }
}
