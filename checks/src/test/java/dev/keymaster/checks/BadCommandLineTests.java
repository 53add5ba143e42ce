package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security.md §9, items S93 to S99 and S104: the command line itself. */
class BadCommandLineTests {
  @TempDir static Path folder;
  private static BadInputs bad;

  @BeforeAll
  static void open() {
    bad = BadInputs.in(folder);
  }

  private static KeymasterProcess.Outcome shell(String script) {
    KeymasterProcess keymaster = bad.keymaster();
    return keymaster.runCommand(
        List.of("bash", "-c", script.replace("keymaster", keymaster.program().toString())));
  }

  @Test
  void S93_an_unknown_command_or_option_says_what_may_have_been_meant() {
    assertThat(bad.refused(2, "gte", "openai").errors()).contains("get");
    assertThat(bad.refused(2, "ls", "--plian").errors()).contains("--plain");
    bad.refused(2, "vault", "nothing");
    bad.refused(2, "--nothing");
  }

  @Test
  void S94_S95_an_option_given_twice_or_without_its_value_is_refused() {
    bad.refused(2, "get", "openai", "--env", "dev", "--env", "prod");
    bad.refused(2, "get", "openai", "--env");
    bad.refused(2, "get");
    bad.refused(2, "rollback");
  }

  @Test
  void S96_a_closed_pipe_ends_it_silently() {
    assertThat(shell("keymaster --help | true; exit ${PIPESTATUS[0]}").errors()).isEmpty();
    KeymasterProcess.Outcome closed = shell("keymaster get openai >&-");
    assertThat(closed.exit()).isNotZero();
    assertThat(closed.errors()).doesNotContain("Exception");
  }

  @Test
  void S97_a_full_output_is_a_failure() {
    KeymasterProcess.Outcome full = shell("keymaster get openai >/dev/full");
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.errors()).startsWith("keymaster: ").doesNotContain(BadInputs.CANARY);
  }

  @Test
  void S98_a_signal_ends_it_and_leaves_the_vault_whole() throws Exception {
    for (String signal : List.of("INT", "TERM", "HUP")) {
      for (int delay = 20; delay <= 260; delay += 80) {
        Process add = bad.keymaster().start("add", "signal-" + signal + delay, "--generate");
        Thread.sleep(delay);
        new ProcessBuilder("kill", "-" + signal, "" + add.pid()).start().waitFor();
        add.waitFor();
      }
    }
    bad.keymaster().run("vault", "verify").succeeds();
  }

  @Test
  void S99_it_works_without_home_terminal_or_locale() {
    KeymasterProcess bare = bad.keymaster().without("HOME").with("TERM", "dumb").with("LANG", "C");
    assertThat(bare.run("get", "openai").succeeds().text()).isEqualTo(BadInputs.CANARY);
    bare.without("KEYMASTER_HOME").run("ls").refuses(1);
    String key = folder.resolve("nowhere.key").toString();
    bare.with("KEYMASTER_HOME", "/proc/nowhere").run("vault", "init", "--key-file", key).refuses(1);
  }

  @Test
  void S104_control_characters_stay_out_of_json() {
    KeymasterProcess.Outcome outcome = bad.keymaster().run("get", "a\u001b[2J\nb", "--json");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errors())
        .startsWith("{")
        .contains("\"code\": \"usage\"")
        .doesNotContain("\u001b");
  }

  @Test
  void S77_S78_an_unknown_provider_and_a_period_out_of_range_are_refused() {
    bad.refused(3, "providers", "show", "nothing");
    for (String period : List.of("0d", "-1d", "30x", "99999999d", "d")) {
      bad.refused(2, "edit", "openai", "--expires=" + period);
    }
  }

  @Test
  void S85_a_clock_that_is_decades_off_keeps_nothing_from_working() {
    for (String time : List.of("@1970-01-02 00:00:00", "@2100-01-01 00:00:00")) {
      List<String> faketime = List.of("env", "DONT_FAKE_MONOTONIC=1", "faketime", "-f", time);
      KeymasterProcess.Outcome outcome = bad.keymaster().runUnder(faketime, "get", "openai");
      assertThat(outcome.succeeds().text()).isEqualTo(BadInputs.CANARY);
    }
  }

  @Test
  void cli_md_a_name_that_does_not_exist_leaves_standard_output_empty() {
    assertThat(bad.refused(3, "get", "opanai").errors()).contains("openai");
    bad.refused(3, "get", "openai#7");
    bad.refused(3, "show", "nothing");
    bad.refused(3, "remove", "nothing", "--yes");
    bad.refused(3, "rollback", "openai");
  }

  @Test
  void D8_a_vault_is_never_overwritten() {
    bad.refused(6, "vault", "init", "--key-file", folder.resolve("second.key").toString());
  }
}
