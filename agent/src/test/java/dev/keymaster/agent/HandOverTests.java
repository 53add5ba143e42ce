package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.RemoteEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOverTests {
  @TempDir Path runtime;

  /** Takes what is handed over, and says whether it serves. */
  private static final class Taken implements Successor {
    final String build;
    final boolean serves;
    byte[] open = new byte[0];

    Taken(String build, boolean serves) {
      this.build = build;
      this.serves = serves;
    }

    @Override
    public String build() {
      return build;
    }

    @Override
    public boolean start(byte[] given) {
      open = given.clone();
      return serves;
    }
  }

  @Test
  void another_program_gets_what_is_open_and_opens_the_vault_with_it() throws Exception {
    Taken next = new Taken("b2", true);
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine();
        AgentClient client = running.client()) {
      running.agent.succeededBy(next);
      engine.unlock();
      assertThat(client.send("POST", "/v1/hand-over").status()).isEqualTo(202);
      assertThat(engine.keys().list(Selection.ALL)).as("it still answers").isEmpty();
      try (var successor = running.resident()) {
        assertThat(HandOver.take(next.open, successor)).get().matches(Instant.now()::isBefore);
        assertThat(successor.unlockedAt()).isPresent();
        assertThat(successor.keys().list(Selection.ALL)).isEmpty();
      }
    }
  }

  @Test
  void a_locked_agent_hands_nothing_over() throws Exception {
    Taken next = new Taken("b2", true);
    try (RunningAgent running = new RunningAgent(runtime);
        AgentClient client = running.client()) {
      running.agent.succeededBy(next);
      client.send("POST", "/v1/hand-over");
      try (var successor = running.resident()) {
        assertThat(HandOver.take(next.open, successor)).isEmpty();
        assertThat(successor.unlockedAt()).isEmpty();
      }
    }
  }

  @Test
  void the_same_program_or_one_that_does_not_start_changes_nothing() throws Exception {
    try (RunningAgent running = new RunningAgent(runtime);
        AgentClient client = running.client()) {
      refused(Code.CONFLICT, client);
      running.agent.succeededBy(new Taken("b1", true));
      refused(Code.CONFLICT, client);
      running.agent.succeededBy(new Taken("b2", false));
      refused(Code.FAILURE, client);
      assertThat(client.get("/v1/status").text("build")).isEqualTo("b1");
    }
  }

  private static void refused(Code code, AgentClient client) {
    RunningAgent.refused(code, () -> client.send("POST", "/v1/hand-over"));
  }

  @Test
  void what_is_nothing_of_an_agent_opens_nothing() throws Exception {
    try (RunningAgent running = new RunningAgent(runtime);
        var successor = running.resident()) {
      byte[] key = new byte[32];
      Arrays.fill(key, (byte) 7);
      byte[] odd = new Pairs().add("one two", key).encoded();
      assertThatThrownBy(() -> HandOver.take(odd, successor)).hasMessageContaining("hands over");
      String slot = running.local.vault().status().slots().getFirst().id();
      String about = slot + " 2026-01-01T00:00:00Z 2026-01-01T12:00:00Z";
      byte[] wrong = new Pairs().add(about, key).encoded();
      assertThatThrownBy(() -> HandOver.take(wrong, successor))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
      assertThat(successor.unlockedAt()).isEmpty();
    }
  }
}
