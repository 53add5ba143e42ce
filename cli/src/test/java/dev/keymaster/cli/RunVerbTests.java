package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Progress;
import dev.keymaster.model.ServiceName;
import dev.keymaster.run.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunVerbTests {
  private final FakeWorld world;

  RunVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-openai");
    world.engine.with("dev", "hook", "custom", "canary-hook");
    world.engine.with("prod", "openai", "openai", "sk-canary-prod");
  }

  @Test
  void A7_active_keys_of_the_environment_become_variables() {
    assertThat(world.run("run", "--", "env", "--json", "-h")).isZero();
    assertThat(world.injected)
        .isEqualTo(Map.of("OPENAI_API_KEY", "sk-canary-openai", "HOOK", "canary-hook"));
    assertThat(Objects.requireNonNull(world.launched).command())
        .containsExactly("env", "--json", "-h");
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void the_public_half_of_a_key_goes_with_it() {
    world.engine.with("dev", "aws", "aws", "sk-canary-aws");
    Map<String, String> id = Map.of("access_key_id", "CANARYCANARY0123");
    Issued issued = new Issued(new ServiceName("aws"), id, Issued.State.LIVE);
    world
        .engine
        .require(EnvironmentName.DEFAULT, new KeyName("aws"))
        .versions
        .replaceAll(version -> version.as(issued));
    world.run("run", "--only", "aws", "--", "true");
    assertThat(world.injected)
        .isEqualTo(
            Map.of(
                "AWS_SECRET_ACCESS_KEY", "sk-canary-aws", "AWS_ACCESS_KEY_ID", "CANARYCANARY0123"));
  }

  @Test
  void each_delivery_is_recorded_with_the_program() {
    world.run("run", "--", "/usr/bin/python3", "app.py");
    assertThat(world.engine.events)
        .hasSize(2)
        .allMatch(e -> e.kind() == EventKind.DELIVER && e.detail().equals("python3"));
  }

  @Test
  void G8_output_shows_no_key_unless_the_person_wants_it() {
    world.run("run", "--", "env");
    assertThat(Objects.requireNonNull(world.launched).masks())
        .containsOnlyKeys("OPENAI_API_KEY", "HOOK")
        .doesNotContainValue("sk-canary-openai");
    world.run("run", "--no-masking", "--", "env");
    assertThat(Objects.requireNonNull(world.launched).masks()).isEmpty();
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void G8_what_a_coding_agent_reads_stays_masked() {
    world.engine.codingAgent = "claude-code";
    world.run("run", "--no-masking", "--only", "openai", "--", "env");
    assertThat(Objects.requireNonNull(world.launched).masks()).containsOnlyKeys("OPENAI_API_KEY");
    assertThat(world.stderr()).contains("stays masked, because claude-code reads it");
  }

  @Test
  void what_is_too_short_to_be_masked_is_told() {
    world.engine.with("dev", "pin", "custom", "123");
    world.run("run", "--only", "pin", "--", "env");
    assertThat(Objects.requireNonNull(world.launched).masks()).isEmpty();
    assertThat(world.stderr()).contains("the value of PIN is too short to be masked");
  }

  @Test
  void vault_is_closed_before_the_program_starts() {
    world.run("run", "--", "true");
    assertThat(world.engine.closed).isTrue();
  }

  @Test
  void exit_code_of_the_program_is_passed_on() {
    world.outcome = new Outcome.Ended(4);
    assertThat(world.run("run", "--", "false")).isEqualTo(4);
    world.outcome = new Outcome.NotStarted(127, "program not found: 'nope'", "check it");
    assertThat(world.run("run", "--", "nope")).isEqualTo(127);
    assertThat(world.stderr()).isEqualTo("keymaster: program not found: 'nope'\nhint: check it\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --",
        "run --olny openai -- true",
        "run --only opena1 -- true",
        "run --only openai --only x -- true",
        "run --env nowhere --only openai -- true",
        "run --env PROD -- true",
      })
  void own_trouble_is_125_whatever_it_is(String arguments) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(125);
    assertThat(world.stderr()).startsWith("keymaster: ");
    assertThat(world.launched).isNull();
  }

  @Test
  void locked_vault_is_125_and_nothing_starts() {
    world.engine.passphrase = "correct horse battery";
    assertThat(world.run("run", "--json", "--", "true")).isEqualTo(125);
    assertThat(world.stderr()).contains("\"code\": \"locked\"");
    assertThat(world.launched).isNull();
  }

  @Test
  void only_and_except_choose() {
    world.run("run", "--only", "openai", "--env", "prod", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("OPENAI_API_KEY", "sk-canary-prod"));
    world.injected.clear();
    world.run("run", "--except=openai", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("HOOK", "canary-hook"));
    world.injected.clear();
    world.run("run", "--only", "openai,hook", "--except", "hook", "--", "true");
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY");
    world.injected.clear();
    world.run("run", "--only", "openai", "--only", "hook", "--no-input", "--", "true");
    assertThat(world.injected).hasSize(2);
  }

  @Test
  void inactive_keys_stay_at_home() {
    world.run("edit", "hook", "--status", "inactive");
    world.run("run", "--", "true");
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY");
    assertThat(world.run("run", "--only", "hook", "--", "true")).isEqualTo(125);
  }

  @Test
  void own_variable_name_wins() {
    world.run("edit", "hook", "--variable", "HOOK_SECRET");
    world.run("run", "--", "true");
    assertThat(world.injected).containsKeys("HOOK_SECRET", "OPENAI_API_KEY");
  }

  @Test
  void of_two_keys_for_a_variable_the_service_s_namesake_wins() {
    world.engine.with("dev", "batch", "openai", "sk-canary-batch");
    world.run("run", "--only", "batch,openai", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("OPENAI_API_KEY", "sk-canary-openai"));
    world.engine.with("dev", "night", "openai", "sk-canary-night");
    assertThat(world.run("run", "--only", "batch,night", "--", "true")).isEqualTo(125);
    assertThat(world.stderr())
        .startsWith("keymaster: keys for the same variable: batch and night → OPENAI_API_KEY\n");
  }

  @Test
  void keys_for_one_variable_are_refused_before_anything_is_released() {
    world.engine.with("dev", "batch", "openai", "sk-canary-batch");
    world.engine.with("dev", "night", "openai", "sk-canary-night");
    world.engine.events.clear();
    assertThat(world.run("run", "--only", "batch,night,hook", "--", "true")).isEqualTo(125);
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void the_key_that_does_not_win_is_not_released() {
    world.engine.with("dev", "batch", "openai", "sk-canary-batch");
    world.run("run", "--only", "batch,openai", "--", "true");
    assertThat(world.engine.events)
        .singleElement()
        .satisfies(event -> assertThat(event.subject()).isEqualTo("km://dev/openai"));
  }

  @Test
  void a_reference_of_the_person_s_own_goes_before_the_keys() {
    world.environment.put("OPENAI_API_KEY", "km://prod/openai");
    assertThat(world.run("run", "--only", "openai", "--", "true")).isZero();
    assertThat(world.injected).isEqualTo(Map.of("OPENAI_API_KEY", "sk-canary-prod"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "PATH", "IFS", "path"})
  void no_key_becomes_a_variable_that_commands_programs(String variable) {
    world.engine.with("dev", "evil", "custom", "canary-evil");
    world.engine.variable("dev", "evil", variable);
    world.engine.events.clear();
    assertThat(world.run("run", "--", "true")).isEqualTo(125);
    assertThat(world.stderr())
        .startsWith("keymaster: no key may become '" + variable + "': it decides what programs do");
    assertThat(world.launched).isNull();
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void no_reference_becomes_a_variable_that_commands_programs() {
    world.environment.put("NODE_OPTIONS", "km://prod/openai");
    assertThat(world.run("run", "--only", "hook", "--", "true")).isEqualTo(125);
    assertThat(world.engine.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add one --variable LD_PRELOAD",
        "add path",
        "edit hook --variable BASH_ENV",
      })
  void such_a_variable_is_refused_where_it_is_named(String arguments) {
    world.typing("canary-one\n");
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains("it decides what programs do");
    assertThat(world.engine.has("dev", "one") || world.engine.has("dev", "path")).isFalse();
  }

  @Test
  void a_name_to_leave_out_that_is_not_there_is_told() {
    world.run("run", "--except", "hok", "--", "true");
    assertThat(world.stderr())
        .isEqualTo("warning: --except hok leaves nothing out: no such key here\n");
  }

  @Test
  void references_in_the_environment_are_resolved() {
    world.environment.put("DB", "km://prod/openai");
    world.environment.put("PLAIN", "km");
    world.run("run", "--only", "hook", "--", "true");
    assertThat(world.injected).isEqualTo(Map.of("HOOK", "canary-hook", "DB", "sk-canary-prod"));
  }

  @Test
  void environment_without_keys_still_runs() {
    assertThat(world.run("run", "--env", "empty", "--", "true")).isZero();
    assertThat(world.injected).isEmpty();
    assertThat(world.stderr()).isEqualTo("warning: no keys for the program: none in empty\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--clip, 45",
    "-c, 45",
    "--clip --clip-timeout 90s, 90",
    "--clip --clip-timeout 0, 0"
  })
  void C6_get_copies_and_clears(String flags, long seconds) {
    assertThat(world.run(("get openai " + flags).split(" "))).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.pasteboard.content).isEqualTo("sk-canary-openai");
    assertThat(world.pasteboard.clearAfter.toSeconds()).isEqualTo(seconds);
    assertThat(world.stderr())
        .startsWith("copied openai (xclip); it ")
        .contains(seconds > 0 ? "is cleared in " + seconds + " s" : "stays there");
  }

  @Test
  void C6_unverified_copy_is_not_called_copied() {
    world.pasteboard.verified = false;
    world.run("get", "openai", "--clip");
    assertThat(world.stderr()).startsWith("sent to the clipboard, unverified: openai");
    world.run("get", "openai", "--clip", "--json");
    assertThat(world.stdout()).contains("keymaster/copied/1").doesNotContain("canary");
  }

  @Test
  void value_comes_from_the_clipboard() {
    world.pasteboard.content = "sk-canary-pasted\n";
    assertThat(world.run("add", "pasted", "--from-clipboard")).isZero();
    assertThat(world.engine.value("dev", "pasted")).isEqualTo("sk-canary-pasted");
  }

  @Test
  void G3_a_program_gets_a_key_of_its_own_that_ends_with_it() {
    world.outcome = new Outcome.Ended(4);
    String line = "run --mint openrouter --limit 2usd --ttl 30m --only openai -- /bin/agent -x";
    assertThat(world.run(line.split(" "))).isEqualTo(4);
    assertThat(world.injected)
        .isEqualTo(
            Map.of("OPENROUTER_API_KEY", "sk-canary-lent", "OPENAI_API_KEY", "sk-canary-openai"));
    assertThat(world.engine.lifecycle.asked)
        .containsExactly(
            "lend openrouter {mint.lifetime=PT30M, mint.limit=2 USD} for agent",
            "mint km://km.children/run-1 openrouter {}",
            "end km://km.children/run-1");
    assertThat(world.stderr())
        .isEqualTo("openrouter made run-1 for agent; it is revoked at its end\n");
  }

  @Test
  void G3_the_made_key_takes_the_place_of_the_stored_one_which_is_not_released() {
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-stored");
    world.environment.put("OPENROUTER_API_KEY", "km://dev/openrouter");
    assertThat(world.run("run", "--mint", "openrouter", "--except", "hook", "--", "true")).isZero();
    assertThat(world.injected).containsEntry("OPENROUTER_API_KEY", "sk-canary-lent").hasSize(2);
    assertThat(world.engine.events)
        .singleElement()
        .satisfies(event -> assertThat(event.subject()).isEqualTo("km://dev/openai"));
  }

  @Test
  void G3_a_key_that_could_not_be_revoked_is_told_and_the_exit_code_stands() {
    world.engine.lifecycle.endings.put("run-1", Progress.Ending.PENDING);
    assertThat(world.run("run", "--mint", "openrouter", "--env", "empty", "--", "true")).isZero();
    assertThat(world.stderr())
        .endsWith(
            "warning: run-1 is not revoked yet: a bad day; the agent tries again, or now: keymaster"
                + " rotate --resume\n");
  }

  @Test
  void G3_a_program_that_cannot_be_started_costs_no_key() {
    world.engine.with("dev", "large", "custom", "x".repeat(1 << 17));
    assertThat(world.run("run", "--mint", "openrouter", "--", "true")).isEqualTo(125);
    assertThat(world.launched).isNull();
    assertThat(world.engine.lifecycle.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --limit 2usd -- true",
        "run --ttl 1h -- true",
        "run --set project=x -- true",
        "run --mint openrouter --limit much -- true",
        "run --mint openrouter --ttl soon -- true",
        "run --mint openrouter --set project -- true",
        "run --mint nobody -- true",
      })
  void an_order_that_is_none_costs_no_key(String arguments) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(125);
    assertThat(world.launched).isNull();
    assertThat(world.engine.lifecycle.asked).isEmpty();
  }
}
