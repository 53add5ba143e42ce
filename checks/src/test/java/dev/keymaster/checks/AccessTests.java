package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, asked of the real program by real processes. */
final class AccessTests {
  private static final String VALUE = "sk-canary-5a5b5c5d";
  private static final String GOOD = "correct horse battery staple";
  private final Path folder;
  private final KeymasterProcess keymaster;

  AccessTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  private void vaultWithKeys() {
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput(VALUE).run("add", "openai", "--stdin").succeeds();
    keymaster.withInput(VALUE).run("add", "openai", "--stdin", "--env", "prod").succeeds();
  }

  /** Runs keymaster through two shells below a script of that name, with no variable to tell by. */
  private KeymasterProcess.Outcome below(String name, String command) throws IOException {
    Path script = folder.resolve("work").resolve(name);
    Files.writeString(
        script,
        "#!/bin/sh\nsh -c 'sh -c \"" + keymaster.program() + " " + command + "\"; exit $?'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return keymaster.runCommand(List.of(script.toString()));
  }

  @Test
  void a_coding_agent_is_refused_a_plain_get_and_told_the_better_way() throws IOException {
    vaultWithKeys();
    for (String agent : List.of("claude", "codex", "aider", "gemini")) {
      KeymasterProcess.Outcome outcome = below(agent, "get openai").refuses(5);
      assertThat(outcome.errors())
          .contains("the coding agent ")
          .contains("hint: keymaster run -- COMMAND")
          .doesNotContain(VALUE);
    }
    for (String run : List.of("run -- ", "run --no-masking -- ")) {
      assertThat(below("claude", run + "printenv OPENAI_API_KEY").succeeds().text().strip())
          .as("what it reads stays masked")
          .isEqualTo("…");
    }
    assertThat(below("deploy", "get openai").succeeds().text()).isEqualTo(VALUE);
    assertThat(keymaster.run("audit").succeeds().text()).contains("denied", "(claude-code)");
  }

  @Test
  void editing_a_file_changes_nothing_and_policy_edit_does() throws IOException {
    vaultWithKeys();
    Path policy = folder.resolve("work/policy.txt");
    Files.writeString(
        policy,
        "deny reveal in dev because \"ask Ada\"\n"
            + keymaster.run("policy", "show").succeeds().text());
    assertThat(keymaster.run("get", "openai").succeeds().text()).isEqualTo(VALUE);
    keymaster.run("policy", "edit", "--from-file", "policy.txt").succeeds();
    assertThat(keymaster.run("get", "openai").refuses(5).errors()).contains("hint: ask Ada");
    assertThat(keymaster.run("policy", "test", "reveal", "openai").succeeds().text())
        .startsWith("deny (script)\n  line 1: deny reveal in dev");
    Files.writeString(policy, "allow list\n");
    keymaster.run("policy", "edit", "--from-file", "policy.txt").refuses(2);
  }

  @Test
  void the_eleventh_prod_value_within_a_minute_is_refused() {
    vaultWithKeys();
    String[] get = {"get", "openai", "--env", "prod"};
    int given = 0;
    KeymasterProcess.Outcome outcome = keymaster.run(get);
    while (outcome.exit() == 0 && given < 60) {
      given++;
      outcome = keymaster.run(get);
    }
    assertThat(outcome.refuses(5).errors()).contains("limit reveal in prod* to 10 a minute");
    assertThat(given).isGreaterThanOrEqualTo(10);
    assertThat(keymaster.run("get", "openai").succeeds().text()).isEqualTo(VALUE);
  }

  @Test
  void wrong_passphrases_have_to_wait_and_are_in_the_log_afterwards() throws IOException {
    Path good = Files.writeString(folder.resolve("work/good"), GOOD);
    Path wrong = Files.writeString(folder.resolve("work/wrong"), "not the right words at all");
    keymaster
        .run("vault", "init", "--slot", "passphrase", "--new-passphrase-file", good.toString())
        .succeeds();
    String last = "";
    for (int i = 0; i < 20 && !last.contains("attempts to unlock failed"); i++) {
      last = keymaster.run("ls", "--passphrase-file", wrong.toString()).refuses(4).errors();
    }
    assertThat(last).containsPattern("the next one is looked at in [0-9]+ s");
    Path state = keymaster.home().resolve("state/failed");
    try (var files = Files.list(state)) {
      assertThat(files)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    KeymasterProcess.Outcome right = keymaster.run("audit", "--passphrase-file", good.toString());
    for (int i = 0; i < 300 && right.exit() == 4; i++) {
      right = keymaster.run("audit", "--passphrase-file", good.toString());
    }
    assertThat(right.succeeds().text()).contains("unlock-failed");
  }

  @Test
  void
      SL12_a_clock_ten_years_off_keeps_nobody_from_his_keys_and_a_wrong_first_code_enrols_nothing() {
    vaultWithKeys();
    keymaster
        .terminal()
        .await("otpauth://totp/")
        .await("First code:")
        .type("000000\n")
        .run("mfa", "enroll", "totp")
        .exits(4);
    assertThat(keymaster.run("mfa", "status").succeeds().errors()).contains("no second factor");
    for (String shift : List.of("+10y", "-10y")) {
      KeymasterProcess.Outcome outcome =
          keymaster
              .with("DONT_FAKE_MONOTONIC", "1")
              .runUnder(List.of("faketime", "-f", shift), "get", "openai", "--env", "prod");
      assertThat(outcome.succeeds().text()).isEqualTo(VALUE);
    }
  }
}
