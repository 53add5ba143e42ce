package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Verified.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyVerbTests {
  private final FakeWorld world;

  VerifyVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "good", "openai", "sk-canary-0123");
    world.engine.with("dev", "bad", "openai", "sk-canary-0123");
    world.engine.with("prod", "lost", "openai", "sk-canary-0123");
    world.engine.with("dev", "own", "custom", "sk-canary-0123");
    world.engine.lifecycle.outcomes.putAll(
        Map.of("good", Outcome.VALID, "bad", Outcome.INVALID, "lost", Outcome.UNKNOWN));
  }

  @Test
  void each_outcome_has_its_word_and_its_exit_code() {
    assertThat(world.run("verify", "good")).isZero();
    assertThat(world.stdout()).isEqualTo("good: valid, said so\n");
    assertThat(world.run("verify", "bad")).isEqualTo(10);
    assertThat(world.stdout()).isEqualTo("bad: invalid, said so\n");
    assertThat(world.run("verify", "km://prod/lost")).isEqualTo(7);
    assertThat(world.stdout()).isEqualTo("lost: unknown, said so\n");
    assertThat(world.run("verify", "own")).isEqualTo(7);
  }

  @Test
  void of_all_keys_a_bad_one_counts_most_and_one_that_nobody_can_be_asked_about_not() {
    assertThat(world.run("verify", "--all")).isEqualTo(10);
    assertThat(world.stdout()).containsPattern("(?m)^lost +prod +openai +unknown +said so$");
    world.engine.lifecycle.outcomes.remove("bad");
    assertThat(world.run("verify", "--all")).isEqualTo(7);
    assertThat(world.run("verify", "--all", "--env", "dev")).isZero();
    assertThat(world.run("verify", "--all", "--service", "custom", "--json")).isZero();
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/verification/1\"")
        .contains("\"outcome\": \"unknown\"")
        .contains("\"asked\": false");
  }

  @Test
  void rate_limits_are_in_json() {
    world.run("verify", "good", "--json");
    assertThat(world.stdout())
        .contains("\"key\": \"km://dev/good\"")
        .contains("\"x-ratelimit-limit\": \"7\"");
  }

  @Test
  void names_and_all_exclude_each_other() {
    assertThat(world.run("verify")).isEqualTo(2);
    assertThat(world.run("verify", "good", "--all")).isEqualTo(2);
    assertThat(world.run("verify", "good", "--service", "openai")).isEqualTo(2);
    assertThat(world.run("verify", "absent")).isEqualTo(3);
  }

  @Test
  void where_a_provider_answers_for_this_person_is_passed_on() {
    world.environment.put("KEYMASTER_PROVIDER_OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
    world.run("verify", "good");
    assertThat(world.engine.lifecycle.addresses)
        .isEqualTo(Map.of("openai", "http://127.0.0.1:9/v1"));
  }
}
