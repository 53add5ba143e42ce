package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an AWS key by the real program, at a server behind TLS that plays IAM and STS. */
class AwsKeyTests {
  private final KeymasterProcess keymaster;
  private final Path folder;

  AwsKeyTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  private static byte[] bytes(Secret secret) {
    try (secret) {
      return secret.reveal();
    }
  }

  @Test
  void F10_A9_a_key_of_two_halves_is_made_verified_handed_over_and_revoked()
      throws IOException, InterruptedException, GeneralSecurityException {
    try (TlsStandIn aws = TlsStandIn.of("aws", folder)) {
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      KeymasterProcess distrusting =
          keymaster
              .with("KEYMASTER_PROVIDER_AWS_BASE_URL", aws.standIn().baseUrl() + "")
              .withInput(bytes(aws.standIn().admin()));
      distrusting.run("providers", "login", "aws", "--stdin").refuses(7);
      assertThat(aws.standIn().journal()).isEmpty();

      KeymasterProcess there = distrusting.with("KEYMASTER_CA_FILE", aws.authority() + "");
      there.run("providers", "login", "aws", "--stdin").succeeds();
      there.run("add", "ci", "--mint", "--service", "aws", "--set", "user=person").succeeds();
      assertThat(there.run("verify", "ci").succeeds().text()).contains("user/person");
      String script = "echo ${#AWS_ACCESS_KEY_ID} ${#AWS_SECRET_ACCESS_KEY}";
      assertThat(there.run("run", "--", "sh", "-c", script).succeeds().text().strip())
          .isEqualTo("20 40");

      assertThat(there.run("rotate", "ci").exits(7).errors()).contains("two keys at most");
      there.run("remove", "ci", "--yes").succeeds();
      assertThat(aws.standIn().names()).hasSize(1);
    }
  }
}
