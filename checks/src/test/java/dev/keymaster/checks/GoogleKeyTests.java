package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a key for Gemini by the real program, at a server behind TLS that plays Google. */
class GoogleKeyTests {
  private static final String BOUND =
      "service-account=gemini@standin-project.iam.gserviceaccount.com";

  private final KeymasterProcess keymaster;
  private final Path folder;

  GoogleKeyTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  private static String text(Secret secret) {
    try (secret) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  @Test
  void F10_A9_D1_a_bound_key_is_made_rotated_frozen_brought_back_and_revoked()
      throws IOException, InterruptedException, GeneralSecurityException {
    try (TlsStandIn there = TlsStandIn.of("google", folder)) {
      StandIn google = there.standIn();
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      KeymasterProcess with =
          keymaster
              .with("KEYMASTER_PROVIDER_GOOGLE_BASE_URL", google.baseUrl() + "")
              .with("KEYMASTER_CA_FILE", there.authority() + "");

      String file = text(google.admin());
      Path planted = folder.resolve("planted.json");
      Files.writeString(planted, file.replace("oauth2.googleapis.com", "evil.example"));
      assertThat(
              with.run("providers", "login", "google", "--from-file", planted + "")
                  .exits(10)
                  .errors())
          .contains("token_uri")
          .doesNotContain("PRIVATE KEY");
      assertThat(google.journal()).isEmpty();
      Path good = Files.writeString(folder.resolve("good.json"), file + "\n");
      assertThat(
              with.run("providers", "login", "google", "--from-file", good + "")
                  .succeeds()
                  .errors())
          .contains("keys@standin-project");

      with.run("add", "ci", "--mint", "--service", "google").exits(2);
      with.run("add", "ci", "--mint", "--service", "google", "--set", BOUND).succeeds();
      assertThat(with.run("get", "ci", "--reveal").succeeds().text()).startsWith("AQ.");
      with.run("verify", "ci").succeeds();
      with.run("rotate", "ci").succeeds();
      assertThat(google.names()).hasSize(2).contains("ci");
      assertThat(with.run("reconcile", "--json").exits(10).text()).doesNotContain("\"ci\"");

      assertThat(with.run("usage", "ci").exits(7).text()).contains("no use by key");

      with.run("panic", "--service", "google", "--yes").succeeds();
      assertThat(google.names()).hasSize(1);
      with.run("panic", "--end", "--enable", "--yes").succeeds();
      assertThat(google.names()).hasSize(2);

      with.run("remove", "ci", "--yes").succeeds();
      assertThat(google.names()).hasSize(1);
    }
  }
}
