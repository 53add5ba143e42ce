package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeTests {
  private final AtomicLong awake = new AtomicLong(Duration.ofHours(3).toNanos());
  private final AtomicLong boot = new AtomicLong(Duration.ofHours(9).toNanos());
  private final Life life =
      new Life(Duration.ofMinutes(15), Duration.ofHours(12), awake::get, boot::get);

  private void pass(Duration time) {
    awake.addAndGet(time.toNanos());
    boot.addAndGet(time.toNanos());
  }

  @Test
  void it_is_over_when_nobody_asked_for_a_while() {
    pass(Duration.ofMinutes(15));
    assertThat(life.over()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(life.over()).isTrue();
  }

  @Test
  void a_request_puts_that_off_but_not_the_end() {
    for (int i = 0; i < 72; i++) {
      pass(Duration.ofMinutes(10));
      life.used();
      assertThat(life.over()).isFalse();
    }
    pass(Duration.ofSeconds(1));
    assertThat(life.over()).as("12 hours after the start").isTrue();
  }

  @Test
  void it_is_over_once_the_machine_has_slept() {
    boot.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(life.over()).as("clocks are not read at one instant").isFalse();
    boot.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(life.over()).isTrue();
  }

  @Test
  void without_an_idle_time_only_the_end_counts() {
    Life patient = new Life(Duration.ZERO, Duration.ofHours(12), awake::get, boot::get);
    pass(Duration.ofHours(11));
    assertThat(patient.over()).isFalse();
    pass(Duration.ofHours(2));
    assertThat(patient.over()).isTrue();
  }

  @Test
  void this_machines_clocks_run() {
    assertThat(Life.start(Duration.ofMinutes(15), Duration.ofHours(12)).over()).isFalse();
  }

  @Test
  void an_agent_whose_machine_slept_answers_nothing_more(@TempDir Path runtime) throws Exception {
    try (RunningAgent running = new RunningAgent(runtime, life, List.of());
        var client = running.client();
        var engine = running.engine()) {
      engine.unlock();
      boot.addAndGet(Duration.ofMinutes(1).toNanos());
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.get("/v1/keys")))
          .hasMessageContaining("does not answer");
      assertThat(running.ended()).isTrue();
      assertThat(running.socket).doesNotExist();
    }
  }
}
