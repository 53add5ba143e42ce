package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** G4: the real agent rotates a key that is overdue, with nobody asking for it. */
@Timeout(180)
final class UnaskedRotationTests {
  private final Path folder;

  UnaskedRotationTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private KeymasterProcess vault(String name, StandIn openrouter) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("run"));
    Files.setPosixFilePermissions(
        home.resolve("run"), PosixFilePermissions.fromString("rwx------"));
    KeymasterProcess keymaster =
        KeymasterProcess.in(home)
            .with("XDG_RUNTIME_DIR", home.resolve("run").toString())
            .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl().toString());
    keymaster.run("vault", "init", "--key-file", home.resolve("key").toString()).succeeds();
    try (Secret admin = openrouter.admin()) {
      String text = new String(admin.reveal(), UTF_8);
      keymaster.withInput(text).run("providers", "login", "openrouter", "--stdin").succeeds();
    }
    return keymaster;
  }

  /** The export of a vault whose one key was made two days ago. */
  private Path grownOld(KeymasterProcess from) throws IOException {
    Path file = folder.resolve("key.json");
    from.run("export", file.toString(), "--plain", "--name", "ci-runner").succeeds();
    String day = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z";
    String then = Instant.now().minus(Duration.ofDays(2)).toString();
    String text = Files.readString(file).replaceAll("(\"created\": *\")" + day, "$1" + then);
    return Files.writeString(file, text);
  }

  @Test
  void G4_an_overdue_key_is_rotated_and_the_old_one_stays_good_for_a_while() throws Exception {
    try (StandIn openrouter = StandIn.openrouter()) {
      KeymasterProcess from = vault("from", openrouter);
      from.run("add", "ci-runner", "--mint", "--service", "openrouter").succeeds();
      String first = from.run("get", "ci-runner").succeeds().text();
      KeymasterProcess to = vault("to", openrouter);
      to.run("import", grownOld(from).toString()).succeeds();
      to.run("config", "set", "rotation.automatic", "true").succeeds();
      Path policy = folder.resolve("policy");
      String rules = to.run("policy", "show").succeeds().text();
      Files.writeString(policy, "rotate every 24h\n" + rules);
      to.run("policy", "edit", "--from-file", policy.toString()).succeeds();

      KeymasterProcess living = to.without("KEYMASTER_AGENT");
      living.run("unlock").succeeds();
      try {
        String second = first;
        while (second.equals(first)) {
          Thread.sleep(250);
          second = living.run("get", "ci-runner").succeeds().text();
        }
        assertThat(living.run("history", "ci-runner").succeeds().text()).contains("#2", "#1");
        assertThat(living.run("audit").succeeds().text()).contains("rotate");
        try (Secret old = Secret.copyOf(first.getBytes(UTF_8));
            Secret fresh = Secret.copyOf(second.getBytes(UTF_8))) {
          assertThat(openrouter.accepts(old)).as("for a day").isTrue();
          assertThat(openrouter.accepts(fresh)).isTrue();
        }
      } finally {
        living.run("lock");
      }
    }
  }
}
