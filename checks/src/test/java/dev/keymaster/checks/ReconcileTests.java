package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reconcile} by the real program, with a person at a terminal. */
class ReconcileTests {
  @Test
  void G13_a_person_goes_through_the_keys_of_a_provider(@TempDir Path folder) throws IOException {
    try (StandIn openrouter = StandIn.openrouter();
        Secret admin = openrouter.admin();
        Secret mine = openrouter.issue("mine");
        Secret stray = openrouter.issue("stray")) {
      KeymasterProcess keymaster =
          KeymasterProcess.in(folder)
              .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      keymaster
          .withInput(admin.reveal())
          .run("providers", "login", "openrouter", "--stdin")
          .succeeds();
      String value = new String(mine.reveal(), UTF_8);
      keymaster
          .terminal()
          .await("Go through them")
          .type("y\n")
          .await("openrouter stray")
          .await("leave it:")
          .type("r\n")
          .await("for good? [y/N]")
          .type("y\n")
          .await("revoked")
          .await("openrouter mine")
          .await("leave it:")
          .type("a\n")
          .await("nothing for mine:")
          .type("\n")
          .await("Value of mine")
          .type(value + "\n")
          .await("stored mine in dev")
          .await("leave it:")
          .type("\n")
          .run("reconcile")
          .exits(10);
      assertThat(openrouter.accepts(stray)).isFalse();
      assertThat(keymaster.run("get", "mine").succeeds().text()).isEqualTo(value);
      assertThat(keymaster.run("reconcile").exits(10).text()).contains("first");
      keymaster.run("reconcile", "--guided").refuses(4);
    }
  }
}
