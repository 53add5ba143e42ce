package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.Doors;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code setup} by the real program: from an empty home to a key that is good, in a project. */
class SetupTests {
  private static final String PHRASE = "canary correct horse battery";

  private final KeymasterProcess keymaster;
  private final Path folder;

  SetupTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  private static String text(Secret secret) {
    try (secret) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  private static boolean accepts(StandIn vendor, String value) {
    try (Secret key = Secret.copyOf(value.getBytes(UTF_8))) {
      return vendor.accepts(key);
    }
  }

  private KeymasterProcess at(String provider, StandIn vendor) {
    String variable = "KEYMASTER_PROVIDER_" + provider.toUpperCase(Locale.ROOT) + "_BASE_URL";
    return keymaster.with(variable, vendor.baseUrl() + "");
  }

  /** A person makes the vault, logs in and orders a key. */
  private Dialogue ordering(KeymasterProcess there, StandIn openrouter) {
    return there
        .terminal()
        .await("1 of 5: the vault")
        .await("Make it? [y/N]")
        .type("y\n")
        .await("New passphrase")
        .type(PHRASE + "\n")
        .await("The same again")
        .type(PHRASE + "\n")
        .await("2 of 5")
        .await("Log in with one now? [y/N]")
        .type("y\n")
        .await("Credential that manages keys")
        .type(text(openrouter.admin()) + "\n")
        .await("3 of 5")
        .await("make the key (m)")
        .type("m\n")
        .await("Most that it may spend")
        .type("5usd\n")
        .await("How long it is good")
        .type("90d\n");
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!what.getAsBoolean()) {
      assertThat(Instant.now()).as("within a minute").isBefore(end);
      Thread.sleep(20);
    }
  }

  private String handedOut(String name) {
    return keymaster.with("KEYMASTER_PASSPHRASE", PHRASE).run("get", name).succeeds().text();
  }

  @Test
  void C7_from_an_empty_home_to_a_key_that_the_provider_made_in_a_project() throws IOException {
    try (StandIn openrouter = StandIn.openrouter()) {
      KeymasterProcess there = at("openrouter", openrouter);
      KeymasterProcess.Outcome done =
          ordering(there, openrouter)
              .await("OpenRouter says that it is good")
              .await("No project is here")
              .type("y\n")
              .await("this project uses openrouter as OPENROUTER_API_KEY")
              .run("setup", "openrouter")
              .succeeds();
      assertThat(done.errors()).doesNotContain(text(openrouter.admin()), PHRASE);
      assertThat(accepts(openrouter, handedOut("openrouter"))).isTrue();
      assertThat(openrouter.names()).contains("openrouter");
      assertThat(keymaster.directory().resolve("keymaster.yaml"))
          .content()
          .contains("openrouter: OPENROUTER_API_KEY");
      assertThat(
              keymaster
                  .with("KEYMASTER_PASSPHRASE", PHRASE)
                  .run("run", "--", "sh", "-c", "test -n \"$OPENROUTER_API_KEY\"")
                  .exit())
          .isZero();
    }
  }

  @Test
  void G4_killed_while_the_key_is_made_it_goes_on_and_leaves_one_key() throws Exception {
    try (StandIn openrouter = StandIn.openrouter()) {
      KeymasterProcess there = at("openrouter", openrouter);
      openrouter.fail("POST /keys", 1, Fault.stall().afterDoing());
      Process dialogue = ordering(there, openrouter).start("setup", "openrouter");
      await(() -> openrouter.names().contains("openrouter"));
      dialogue.children().forEach(ProcessHandle::destroyForcibly);
      assertThat(dialogue.waitFor()).isEqualTo(137);
      openrouter.recover();

      KeymasterProcess.Outcome again =
          there
              .with("KEYMASTER_PASSPHRASE", PHRASE)
              .terminal()
              .await("1 of 5: the vault")
              .await("there already")
              .await("2 of 5")
              .await("there already")
              .await("3 of 5")
              .await("make the key (m)")
              .type("m\n")
              .await("Most that it may spend")
              .type("\n")
              .await("How long it is good")
              .type("\n")
              .await("OpenRouter says that it is good")
              .await("No project is here")
              .type("n\n")
              .run("setup", "openrouter")
              .succeeds();
      assertThat(again.errors()).contains("no project here; later: keymaster init");
      assertThat(openrouter.names().stream().filter("openrouter"::equals)).hasSize(1);
      assertThat(accepts(openrouter, handedOut("openrouter"))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"openai", "anthropic", "stability", "openrouter"})
  void C7_by_flags_without_a_terminal_and_again_by_the_same_line(String provider)
      throws IOException {
    try (StandIn vendor = StandIn.of(provider, Doors.PLAIN)) {
      Path admin = Files.writeString(folder.resolve("admin"), text(vendor.admin()));
      KeymasterProcess there = at(provider, vendor).withInput(text(vendor.key()));
      String[] line = {
        "setup",
        provider,
        "--key-file",
        folder.resolve("vault.key") + "",
        provider.equals("stability") ? "--no-login" : "--login-from-file=" + admin,
        "--stdin",
        "--project"
      };
      there.run("setup", provider, "--stdin").exits(4);
      assertThat(there.run(line).succeeds().errors()).contains("says that it is good");
      assertThat(there.run(line).succeeds().errors())
          .contains("there already", "unchanged: ", "this project uses it already");
      assertThat(keymaster.run("get", provider).succeeds().text()).isEqualTo(text(vendor.key()));
      assertThat(there.withInput("sk-canary-other").run(line).exits(6).errors())
          .contains("--replace");
      assertThat(keymaster.run("get", provider).succeeds().text()).isEqualTo(text(vendor.key()));
    }
  }

  @Test
  void D1_an_order_by_flags_is_not_given_twice() throws IOException {
    try (StandIn openrouter = StandIn.openrouter()) {
      Path admin = Files.writeString(folder.resolve("admin"), text(openrouter.admin()));
      KeymasterProcess there = at("openrouter", openrouter);
      String[] line = {
        "setup",
        "openrouter",
        "--key-file",
        folder.resolve("vault.key") + "",
        "--login-from-file",
        admin + "",
        "--mint",
        "--limit",
        "5usd",
        "--reset",
        "monthly",
        "--expires",
        "90d",
        "--no-project",
        "--json"
      };
      assertThat(there.run(line).succeeds().text()).contains("\"outcome\": \"created\"");
      assertThat(there.run(line).succeeds().text()).contains("\"outcome\": \"unchanged\"");
      assertThat(openrouter.names().stream().filter("openrouter"::equals)).hasSize(1);
    }
  }
}
