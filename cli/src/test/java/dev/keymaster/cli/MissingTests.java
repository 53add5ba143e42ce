package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Asked;
import dev.keymaster.model.Asked.Outcome;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.PendingApproval;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the policy wants a person's word for what a verb does. */
class MissingTests {
  static final PendingApproval WAITING =
      new PendingApproval(
          "1f2e3d4c",
          FakeWorld.NOW,
          "deliver of km://dev/openai",
          "user 1000: sh \u001b[2J",
          "/work");

  private FakeWorld world;

  @BeforeEach
  void a_key_that_waits(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-11").failure =
        new KeymasterException(
            Code.APPROVAL_NEEDED, "it waits", "keymaster approve allow 1f2e3d4c");
  }

  private void answers(Outcome outcome) {
    world.engine.questions =
        terminal -> {
          if (outcome == Outcome.ALLOWED) {
            world.engine.failure = null;
          }
          return new Asked(outcome, WAITING);
        };
  }

  private void refused(String because) {
    assertThat(world.run("get", "openai")).isEqualTo(5);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).contains(because);
  }

  @Test
  void a_yes_on_the_desktop_runs_it_again() {
    answers(Outcome.ALLOWED);
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-11");
  }

  @Test
  void nobody_and_no_answer_are_exit_5_with_the_id() {
    answers(Outcome.NOBODY);
    refused("hint: keymaster approve allow 1f2e3d4c");
    answers(Outcome.UNANSWERED);
    refused("hint: keymaster approve allow 1f2e3d4c");
    answers(Outcome.REFUSED);
    refused("a person refused deliver of km://dev/openai");
  }

  @Test
  void the_terminal_shows_who_asks_and_takes_the_answer() {
    answers(Outcome.TERMINAL);
    world.attended("o");
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.engine.access.said).containsExactly("answer 1f2e3d4c true true");
    assertThat(world.terminal.prompts.getFirst())
        .contains("deliver of km://dev/openai", "asked by user 1000: sh", "in /work")
        .doesNotContain("\u001b");
  }

  @Test
  void fifteen_minutes_is_another_answer_and_anything_else_is_no() {
    answers(Outcome.TERMINAL);
    world.attended("d", "", "yes", "f");
    refused("a person refused");
    refused("a person refused");
    refused("a person refused");
    assertThat(world.engine.access.said).isEmpty();
    assertThat(world.run("get", "openai")).isZero();
    assertThat(world.engine.access.said).containsExactly("answer 1f2e3d4c true false");
  }

  @Test
  void no_line_in_time_is_no() {
    answers(Outcome.TERMINAL);
    world.attended();
    refused("hint: keymaster approve allow 1f2e3d4c");
  }

  @Test
  void a_terminal_that_nobody_types_at_is_not_waited_for_without_end() throws Exception {
    Terminal silent =
        new FakeTerminal() {
          @Override
          public Optional<String> readLine(String prompt) {
            try {
              Thread.sleep(Duration.ofMinutes(10));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Optional.of("o");
          }
        };
    assertThat(TimedRead.line(silent, "Allow?", Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void a_yes_does_not_bring_back_what_was_piped_in() {
    answers(Outcome.ALLOWED);
    world.in = new ByteArrayInputStream("sk-canary-12\n".getBytes(UTF_8));
    assertThat(world.run("add", "fresh", "--stdin")).isEqualTo(5);
    assertThat(world.stderr()).contains("it is allowed now", "hint: run it again");
  }
}
