package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetVerbTests {
  private final FakeWorld world;

  GetVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-old");
    world.engine.with("dev", "openai", "openai", "sk-canary-new");
    world.engine.with("prod", "openai", "openai", "sk-canary-prod");
  }

  @Test
  void D3_prints_the_raw_value_without_a_line_end() {
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-new");
    assertThat(world.stderr()).isEmpty();
    assertThat(world.engine.events).extracting("kind").containsExactly(EventKind.REVEAL);
  }

  @Test
  void on_two_terminals_the_line_end_goes_to_stderr() {
    world.attended();
    world.run("get", "openai");
    assertThat(world.stdout()).isEqualTo("sk-canary-new");
    assertThat(world.stderr()).isEqualTo("\n");
  }

  @Test
  void D3_unknown_key_prints_nothing_and_exits_3_with_a_guess() {
    assertThat(world.run("get", "opneai")).isEqualTo(3);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr())
        .isEqualTo("keymaster: no key opneai in dev\nhint: did you mean openai?\n");
  }

  @Test
  void key_of_another_environment_is_pointed_at() {
    world.engine.with("staging", "only-here", "custom", "sk-canary-x");
    assertThat(world.run("get", "only-here")).isEqualTo(3);
    assertThat(world.stderr()).endsWith("hint: there is one in staging: --env staging\n");
  }

  @Test
  void environment_comes_from_flag_then_variable() {
    world.run("get", "openai", "--env", "prod");
    assertThat(world.stdout()).isEqualTo("sk-canary-prod");
    world.environment.put("KEYMASTER_ENV", "prod");
    world.run("get", "openai");
    assertThat(world.stdout()).isEqualTo("sk-canary-prod");
    world.run("get", "openai", "--env=dev");
    assertThat(world.stdout()).isEqualTo("sk-canary-new");
  }

  @Test
  void versions_and_references_are_understood() {
    world.run("get", "openai#1");
    assertThat(world.stdout()).isEqualTo("sk-canary-old");
    world.run("get", "km://prod/openai#1");
    assertThat(world.stdout()).isEqualTo("sk-canary-prod");
    assertThat(world.run("get", "openai#9")).isEqualTo(3);
  }

  @Test
  void json_never_carries_the_secret_unless_revealed() {
    assertThat(world.run("get", "openai", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/key/1\"", "\"version\": 2")
        .doesNotContain("canary", "base64");
    assertThat(world.engine.events).isEmpty();
    assertThat(world.run("get", "openai", "--json", "--reveal")).isZero();
    assertThat(world.stdout()).contains("\"value_base64\": \"c2stY2FuYXJ5LW5ldw==\"");
    assertThat(world.engine.events).hasSize(1);
  }

  @Test
  void passphrase_is_asked_once_even_if_stdout_is_not_a_terminal() {
    world.engine.passphrase = "correct horse battery";
    world.attended("correct horse battery");
    world.terminal.streams.remove(Terminal.Stream.OUT);
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-new");
    assertThat(world.terminal.prompts).containsExactly("Passphrase: ");
  }

  @Test
  void nobody_to_ask_is_exit_4_with_the_fix() {
    world.engine.passphrase = "correct horse battery";
    assertThat(world.run("get", "openai")).isEqualTo(4);
    assertThat(world.stderr()).contains("nobody here to ask for: Passphrase", "--passphrase-file");
    world.attended("correct horse battery");
    assertThat(world.run("get", "openai", "--no-input")).isEqualTo(4);
    world.environment.put("CI", "true");
    assertThat(world.run("get", "openai")).isEqualTo(4);
    assertThat(world.terminal.prompts).isEmpty();
  }
}
