package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Progress.Ending;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations whose new key a person makes. */
class GuidedRotationTests {
  private static final String VALUE = "sk-ant-api03-canary-0123456789";

  private final FakeWorld world;
  private final FakeLifecycle lifecycle;

  GuidedRotationTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    lifecycle = world.engine.lifecycle;
  }

  @BeforeEach
  void keys() {
    world.engine.with("dev", "anthropic", "anthropic", "sk-canary-old");
    world.engine.with("dev", "ci", "openrouter", "sk-canary-old");
  }

  @Test
  void G4_a_person_is_told_where_to_make_the_key_and_asked_for_it() {
    world.attended(VALUE);
    assertThat(world.run("rotate", "anthropic", "--grace", "1h")).as(world.stderr()).isZero();
    assertThat(lifecycle.asked).containsExactly("replace km://dev/anthropic 30 PT1H ");
    assertThat(world.terminal.prompts).containsExactly("New Anthropic key: ");
    assertThat(world.stderr())
        .contains("make a new key of Anthropic at https://")
        .contains("rotated anthropic in dev")
        .doesNotContain(VALUE);
    assertThat(world.browsed).hasSize(1);
    assertThat(world.stdout()).isEmpty();
  }

  @Test
  void G4_scripts_pipe_it_in_for_any_provider() {
    world.environment.put("KEYMASTER_PROVIDER_ANTHROPIC_BASE_URL", "http://127.0.0.1:9");
    world.typing(VALUE + "\n");
    assertThat(world.run("rotate", "anthropic")).as(world.stderr()).isZero();
    world.typing("sk-canary-new");
    assertThat(world.run("rotate", "ci", "--stdin")).as(world.stderr()).isZero();
    assertThat(lifecycle.asked)
        .containsExactly(
            "replace km://dev/anthropic 30 PT0S http://127.0.0.1:9",
            "replace km://dev/ci 13 PT0S ");
    assertThat(world.browsed).isEmpty();
  }

  @Test
  void G4_where_nobody_is_and_nothing_is_piped_in_it_is_exit_code_4_with_the_way() {
    assertThat(world.run("rotate", "anthropic")).isEqualTo(4);
    assertThat(world.stderr()).contains("then: keymaster rotate anthropic --stdin");
    world.attended();
    assertThat(world.run("rotate", "anthropic", "--no-input")).isEqualTo(4);
    assertThat(world.stderr()).contains("hint: make one at https://");
    assertThat(lifecycle.asked).isEmpty();
  }

  @Test
  void a_key_of_another_provider_is_sent_to_nobody() {
    world.typing("sk-or-v1-" + "0".repeat(64));
    assertThat(world.run("rotate", "anthropic", "--stdin")).isEqualTo(2);
    assertThat(world.stderr()).contains("it was sent to nobody").doesNotContain("0000");
    assertThat(lifecycle.asked).isEmpty();
  }

  @Test
  void what_is_left_to_do_is_told() {
    lifecycle.endings.put("anthropic", Ending.FAILED);
    world.typing(VALUE);
    assertThat(world.run("rotate", "anthropic", "--stdin")).isEqualTo(7);
    assertThat(world.stderr()).contains("a bad day");
    assertThat(world.run("rotate", "anthropic", "--dry-run")).isEqualTo(7);
    assertThat(lifecycle.asked).last().isEqualTo("rotate km://dev/anthropic PT0S rehearsal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rotate anthropic ci --stdin",
        "rotate --due --stdin",
        "rotate --all --service anthropic --stdin",
        "rotate --resume --stdin",
        "rotate anthropic --stdin --from-file x",
        "rotate anthropic --value x"
      })
  void what_makes_no_sense_is_not_begun(String line) {
    world.typing(VALUE);
    assertThat(world.run(line.split(" "))).as(world.stderr()).isEqualTo(2);
    assertThat(lifecycle.asked).isEmpty();
  }
}
