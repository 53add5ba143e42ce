package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The freeze by the real program, with and without an agent, at a server that plays OpenRouter. */
class PanicTests {
  private static boolean accepts(StandIn openrouter, String value) {
    try (Secret key = Secret.copyOf(value.getBytes(UTF_8))) {
      return openrouter.accepts(key);
    }
  }

  @Test
  void G9_no_door_hands_anything_out_and_keys_are_stopped(@TempDir Path folder) throws IOException {
    try (StandIn openrouter = StandIn.openrouter();
        Secret admin = openrouter.admin()) {
      Path runtime = StandInAgent.folder(folder.resolve("run"));
      KeymasterProcess alone =
          KeymasterProcess.in(folder)
              .with("XDG_RUNTIME_DIR", runtime.toString())
              .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
      KeymasterProcess living = alone.without("KEYMASTER_AGENT");
      alone.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      alone.withInput(admin.reveal()).run("providers", "login", "openrouter", "--stdin").succeeds();
      alone.withInput("sk-canary-01").run("add", "openai", "--stdin").succeeds();
      alone.run("add", "ci", "--mint", "--service", "openrouter").succeeds();
      String value = alone.run("get", "ci").succeeds().text();

      openrouter.fail("PATCH /keys/{hash}", 9, Fault.status(500));
      living.run("panic", "--yes").exits(8);
      assertThat(accepts(openrouter, value)).isTrue();
      openrouter.recover();
      assertThat(living.run("panic", "--yes").exits(8).errors())
          .contains("1 of openai left for you to end, at https://");
      assertThat(accepts(openrouter, value)).isFalse();
      assertThat(living.run("vault", "status").succeeds().text()).contains("all keys are frozen");
      for (KeymasterProcess door : new KeymasterProcess[] {living, alone}) {
        assertThat(door.run("get", "openai").refuses(5).errors()).contains("panic --end");
        door.run("run", "--only", "openai", "--", "true").exits(125);
      }
      living.run("lock").succeeds();

      alone.run("panic", "--end", "--enable", "--yes").succeeds();
      assertThat(alone.run("get", "ci").succeeds().text()).isEqualTo(value);
      assertThat(accepts(openrouter, value)).isTrue();
    }
  }

  /** Goes on with what is due until a panic would find nothing to do: what failed has to wait. */
  private static void stopped(KeymasterProcess living) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(5));
    living.run("rotate", "--resume");
    while (!living.run("panic", "--dry-run").errors().contains("no key to do anything")) {
      assertThat(Instant.now()).as("within five minutes").isBefore(end);
      Thread.sleep(2000);
      living.run("rotate", "--resume");
    }
  }

  /** From now on no file of the agent grows beyond that many bytes; as far as it may for -1. */
  private static void limit(KeymasterProcess living, int bytes) {
    String status = living.run("agent", "status", "--json").succeeds().text();
    String pid = status.replaceFirst("(?s).*\"pid\": ([0-9]+).*", "$1");
    String script =
        "import sys; from resource import prlimit, RLIMIT_FSIZE as F;"
            + " pid, soft = map(int, sys.argv[1:]); hard = prlimit(pid, F)[1];"
            + " prlimit(pid, F, (soft if soft > 0 else hard, hard))";
    living.runCommand(List.of("/usr/bin/python3", "-c", script, pid, bytes + "")).succeeds();
  }

  @Test
  void G9_keys_are_stopped_and_frozen_although_the_vault_cannot_be_written(@TempDir Path folder)
      throws Exception {
    try (StandIn openrouter = StandIn.openrouter();
        Secret admin = openrouter.admin()) {
      Path runtime = StandInAgent.folder(folder.resolve("run"));
      KeymasterProcess living =
          KeymasterProcess.in(folder)
              .without("KEYMASTER_AGENT")
              .with("XDG_RUNTIME_DIR", runtime.toString())
              .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
      living.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      living
          .withInput(admin.reveal())
          .run("providers", "login", "openrouter", "--stdin")
          .succeeds();
      living.run("add", "ci", "--mint", "--service", "openrouter").succeeds();
      living.run("unlock").succeeds();
      String value = living.run("get", "ci").succeeds().text();

      for (int i = 0; i < 6; i++) { // the log of the database grows beyond the limit
        living.run("get", "ci").succeeds();
      }

      limit(living, 32_768); // what is written in memory is no larger
      assertThat(living.run("panic", "--yes").exits(8).errors())
          .contains("frozen: all keys", "the vault cannot be written")
          .doesNotContain("\tat ");
      assertThat(accepts(openrouter, value)).isFalse();
      assertThat(living.run("get", "ci").exit()).isNotZero();

      limit(living, -1);
      assertThat(living.run("get", "ci").refuses(5).errors()).contains("panic --end");
      try (Stream<Path> notes = Files.walk(living.home().resolve("state/frozen"))) {
        assertThat(notes.filter(Files::isRegularFile)).isEmpty();
      }
      assertThat(living.run("audit", "--json").succeeds().text())
          .contains("written now", "disabled by openrouter");
      stopped(living);
      living.run("panic", "--end", "--enable", "--yes").succeeds();
      assertThat(living.run("get", "ci").succeeds().text()).isEqualTo(value);
      assertThat(accepts(openrouter, value)).isTrue();
      living.run("vault", "verify").succeeds();
      living.run("lock").succeeds();
    }
  }
}
