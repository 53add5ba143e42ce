package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Path;
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
}
