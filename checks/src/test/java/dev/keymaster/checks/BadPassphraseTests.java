package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security.md §9, items S34 to S42: passphrases. */
class BadPassphraseTests {
  private static final String GOOD = "sk-canary four random words";

  @TempDir Path folder;
  private KeymasterProcess keymaster;

  @BeforeEach
  void place() {
    keymaster = KeymasterProcess.in(folder);
  }

  private KeymasterProcess.Outcome init(String passphrase) throws IOException {
    Path file = Files.writeString(folder.resolve("phrase"), passphrase);
    return keymaster.run(
        "vault", "init", "--slot", "passphrase", "--new-passphrase-file", file.toString());
  }

  private KeymasterProcess.Outcome ls(String passphrase) throws IOException {
    Path file = Files.writeString(folder.resolve("given"), passphrase);
    return keymaster.run("ls", "--passphrase-file", file.toString());
  }

  @Test
  void S34_S35_S36_an_empty_short_or_common_passphrase_makes_no_vault() throws IOException {
    for (String weak : new String[] {"", "1234567", "passwordpassword", "123456789012"}) {
      init(weak).refuses(2);
      assertThat(keymaster.home().resolve("data/vault.db")).doesNotExist();
    }
  }

  @Test
  void S37_long_passphrases_work_up_to_4096_characters() throws IOException {
    init("long enough to be beyond reason ".repeat(128)).succeeds();
    ls("long enough to be beyond reason ".repeat(128)).succeeds();
  }

  @Test
  void S37_a_longer_one_is_refused() throws IOException {
    init("long enough to be beyond reason ".repeat(129)).refuses(2);
  }

  @Test
  void S38_a_decomposed_passphrase_opens_what_a_composed_one_closed() throws IOException {
    String composed = "d\u00e9j\u00e0 vu \u00fcber caf\u00e9";
    init(composed).succeeds();
    ls(Normalizer.normalize(composed, Normalizer.Form.NFD)).succeeds();
  }

  @Test
  void S39_a_wrong_passphrase_is_refused_every_time_and_changes_nothing() throws IOException {
    init(GOOD).succeeds();
    for (int i = 0; i < 3; i++) {
      KeymasterProcess.Outcome wrong = ls("sk-canary wrong words").refuses(4);
      assertThat(wrong.errors()).contains("passphrase").doesNotContain("canary");
    }
    ls(GOOD).succeeds();
  }

  @Test
  void S40_ctrl_c_at_the_prompt_ends_with_the_signal_and_the_terminal_echoes_again()
      throws IOException {
    init(GOOD).succeeds();
    KeymasterProcess.Outcome outcome =
        keymaster.terminal().await("assphrase").type("\u0003").run("ls");
    assertThat(outcome.exit()).isEqualTo(130);
  }

  @Test
  void S41_two_different_passphrases_make_no_vault() {
    KeymasterProcess.Outcome outcome =
        keymaster
            .terminal()
            .await("assphrase")
            .type(GOOD + "\n")
            .await("gain")
            .type(GOOD + "s\n")
            .run("vault", "init", "--slot", "passphrase");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errors()).doesNotContain("canary");
    assertThat(keymaster.home().resolve("data/vault.db")).doesNotExist();
  }

  @Test
  void S42_a_line_end_after_a_piped_passphrase_does_not_belong_to_it() throws IOException {
    init(GOOD + "\n").succeeds();
    ls(GOOD).succeeds();
    ls(GOOD + "\r\n").succeeds();
  }
}
