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

/** The life of a key by the real program, at a server that plays OpenRouter. */
class MintedKeyTests {
  private final KeymasterProcess keymaster;
  private final Path folder;

  MintedKeyTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  private static String text(Secret secret) {
    try (secret) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  private static boolean accepts(StandIn openrouter, String value) {
    try (Secret key = Secret.copyOf(value.getBytes(UTF_8))) {
      return openrouter.accepts(key);
    }
  }

  @Test
  void D1_a_credential_is_taken_by_an_agent_that_has_to_be_unlocked_for_it() throws IOException {
    KeymasterProcess living = keymaster.without("KEYMASTER_AGENT");
    try (StandIn openrouter = StandIn.openrouter()) {
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      living
          .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "")
          .withInput(text(openrouter.admin()))
          .run("providers", "login", "openrouter", "--stdin")
          .succeeds();
    } finally {
      living.run("lock");
    }
  }

  @Test
  void D1_to_D7_a_key_is_made_rotated_and_revoked() throws IOException {
    try (StandIn openrouter = StandIn.openrouter()) {
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      KeymasterProcess there =
          keymaster.with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
      there
          .withInput(text(openrouter.key()))
          .run("providers", "login", "openrouter", "--stdin")
          .refuses(10);
      there
          .withInput(text(openrouter.admin()))
          .run("providers", "login", "openrouter", "--stdin")
          .succeeds();
      assertThat(keymaster.run("ls").succeeds().text()).isEmpty();
      keymaster
          .run(
              "add",
              "ci",
              "--mint",
              "--service",
              "openrouter",
              "--limit",
              "5usd",
              "--reset",
              "monthly",
              "--expires",
              "90d")
          .succeeds();
      String first = keymaster.run("get", "ci").succeeds().text();
      assertThat(accepts(openrouter, first)).isTrue();
      assertThat(openrouter.names()).contains("ci");
      assertThat(keymaster.run("usage").succeeds().text())
          .containsPattern("(?m)^ci +dev +\\$0 +\\$5 +\\$5 +- +active$");

      keymaster.run("rotate", "ci").succeeds();
      String second = keymaster.run("get", "ci").succeeds().text();
      assertThat(accepts(openrouter, second)).isTrue();
      assertThat(accepts(openrouter, first)).isFalse();
      keymaster.run("rollback", "ci", "--to", "1").refuses(6);

      openrouter.fail("DELETE /keys/{hash}", 9, Fault.status(500));
      assertThat(keymaster.run("remove", "ci", "--yes").exits(8).errors())
          .contains("keymaster rotate --resume");
      keymaster.run("get", "ci").refuses(5);
      assertThat(accepts(openrouter, second)).isTrue();
      openrouter.recover();
      keymaster.run("remove", "ci", "--yes").succeeds();
      assertThat(accepts(openrouter, second)).isFalse();
      assertThat(openrouter.names()).doesNotContain("ci");
    }
  }
}
