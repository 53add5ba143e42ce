package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys made for one program each, by the real program, at a server that plays OpenRouter. */
@SuppressWarnings("NullAway.Init") // set before each test
class LentKeyTests {
  private static final String TELL_AND_STAY =
      "printf %s \"$OPENROUTER_API_KEY\" > key; mv key told; exec sleep 90";

  private StandIn openrouter;
  private KeymasterProcess alone;
  private KeymasterProcess living;
  private Path told;

  @BeforeEach
  void log_in(@TempDir Path folder) throws IOException {
    openrouter = StandIn.openrouter();
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    alone =
        KeymasterProcess.in(folder)
            .with("XDG_RUNTIME_DIR", runtime.toString())
            .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
    living = alone.without("KEYMASTER_AGENT");
    told = alone.directory().resolve("told");
    alone.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
    try (Secret admin = openrouter.admin()) {
      alone.withInput(admin.reveal()).run("providers", "login", "openrouter", "--stdin").succeeds();
    }
  }

  @AfterEach
  void end() {
    living.run("lock");
    openrouter.close();
  }

  private boolean accepts(String value) {
    try (Secret key = Secret.copyOf(value.getBytes(UTF_8))) {
      return openrouter.accepts(key);
    }
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!what.getAsBoolean()) {
      assertThat(Instant.now()).as("within a minute").isBefore(end);
      Thread.sleep(50);
    }
  }

  private String lent() throws IOException, InterruptedException {
    await(() -> Files.exists(told));
    String value = Files.readString(told);
    Files.delete(told);
    assertThat(accepts(value)).isTrue();
    return value;
  }

  private static Process borrow(KeymasterProcess keymaster) {
    return keymaster.start(
        "run", "--mint", "openrouter", "--limit", "2usd", "--", "sh", "-c", TELL_AND_STAY);
  }

  @Test
  void G3_a_key_ends_with_its_program_and_when_run_is_told_to_end() throws Exception {
    KeymasterProcess.Outcome outcome =
        alone.run(
            "run",
            "--mint",
            "openrouter",
            "--no-masking",
            "--",
            "sh",
            "-c",
            "printenv OPENROUTER_API_KEY; exit 9");
    assertThat(accepts(outcome.exits(9).text().strip())).isFalse();

    Process run = borrow(alone);
    String value = lent();
    run.destroy();
    assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(128 + 15);
    assertThat(accepts(value)).isFalse();
  }

  @Test
  void G3_a_key_is_swept_when_run_and_the_agent_were_killed() throws Exception {
    living.run("unlock").succeeds();
    Process run = borrow(living);
    String value = lent();
    run.destroyForcibly().waitFor();
    String status = living.run("agent", "status", "--json").succeeds().text();
    long agent = Long.parseLong(status.replaceFirst("(?s).*\"pid\": ([0-9]+).*", "$1"));
    ProcessHandle.of(agent).orElseThrow().destroyForcibly();
    living.run("unlock").succeeds();
    await(() -> !accepts(value));
  }
}
