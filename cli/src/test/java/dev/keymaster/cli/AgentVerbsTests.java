package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentVerbsTests {
  @TempDir Path folder;
  private FakeWorld world = new FakeWorld(Path.of("/"));

  @BeforeEach
  void makeWorld() {
    world = new FakeWorld(folder);
  }

  @Test
  void status_tells_whether_an_agent_runs_and_when_it_locks() {
    assertThat(world.run("agent", "status")).isZero();
    assertThat(world.stdout()).contains("not running", "agent.sock");
    world.agent.living = FakeAgent.status(true);
    assertThat(world.run("agent")).isZero();
    assertThat(world.stdout()).contains("running, process 4711", "unlocked since 2026", "900 s");
    assertThat(world.run("agent", "status", "--json")).isZero();
    assertThat(world.stdout())
        .contains(
            "keymaster/agent/1", "\"running\": true", "\"pid\": 4711", "\"idle_seconds\": 900");
    world.agent.living = null;
    assertThat(world.run("agent", "status", "--json")).isZero();
    assertThat(world.stdout()).contains("\"running\": false").doesNotContain("pid");
  }

  @Test
  void status_says_why_commands_do_without_one() {
    world.agent.unused = "CI=true";
    assertThat(world.run("agent", "status")).isZero();
    assertThat(world.stdout()).contains("do without an agent: CI=true");
  }

  @Test
  void it_is_started_stopped_and_served() {
    assertThat(world.run("agent", "start")).isZero();
    assertThat(world.stderr()).contains("process 4711");
    assertThat(world.run("agent", "start", "--json")).isZero();
    assertThat(world.stdout()).contains("4711");
    assertThat(world.run("agent", "stop")).isZero();
    assertThat(world.stderr()).contains("locked");
    assertThat(world.run("agent", "serve", "--detach")).isZero();
    assertThat(world.agent.served).isTrue();
  }

  @Test
  void lock_says_whether_anything_was_open() {
    world.agent.living = FakeAgent.status(true);
    assertThat(world.run("lock", "--json")).isZero();
    assertThat(world.stdout()).contains("\"stopped\": true");
    assertThat(world.run("lock")).isZero();
    assertThat(world.stderr()).contains("was locked already");
  }

  @Test
  void unlock_asks_for_the_passphrase_and_names_the_slot() {
    world.attended("correct horse battery", "correct horse battery");
    assertThat(world.run("unlock")).isZero();
    assertThat(world.stderr()).contains("unlocked by passphrase mine");
    assertThat(world.run("unlock", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/unlocked/1", "\"label\": \"mine\"");
    world.agent.unused = "CI=true";
    assertThat(world.run("unlock")).isEqualTo(2);
  }
}
