package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security.md §9, items S1 to S20: names. */
class BadNameTests {
  @TempDir static Path folder;
  private static BadInputs bad;

  @BeforeAll
  static void open() {
    bad = BadInputs.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        " lead",
        "trail ",
        ".",
        "..",
        "../../x",
        "/abs",
        "C:\\x",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u001b[2Jb",
        "a\u001b]52;c;x\u0007",
        "a\u202eb",
        "open\u200dai",
        "ope\u0301nai",
        "op\u0435nai",
        "@file",
        "$(id)",
        "`id`",
        "*",
        "a//b",
        "a/./b",
        "a/",
        "\ud83d\udd11"
      })
  void S1_to_S20_a_malformed_name_is_refused_wherever_it_is_given(String name) {
    bad.refusedWith(BadInputs.bytes("sk-canary-x"), 2, "add", "--stdin", "--", name);
    bad.refused(2, "get", "--", name);
  }

  @Test
  void S13_a_twin_by_case_is_refused_and_the_key_it_resembles_is_named() {
    assertThat(
            bad.refusedWith(BadInputs.bytes("sk-canary-x"), 6, "add", "OpenAI", "--stdin").errors())
        .contains("openai");
    bad.refused(3, "get", "OpenAI");
  }

  @Test
  void S14_a_name_that_is_not_UTF_8_is_refused() {
    KeymasterProcess keymaster = bad.keymaster();
    String script = "exec '" + keymaster.program() + "' get \"$(printf '\\377\\376')\"";
    keymaster.runCommand(java.util.List.of("sh", "-c", script)).refuses(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 255, 256, 65_536, 100_000})
  void S15_an_oversized_name_is_refused_in_a_short_message(int length) {
    assertThat(bad.refused(2, "get", "a".repeat(length)).errors()).hasSizeLessThan(400);
  }

  @Test
  void S16_a_name_that_looks_like_an_option_is_taken_for_one() {
    bad.refused(2, "get", "-x");
    bad.refused(2, "get", "--name");
  }

  @Test
  void S18_a_reserved_name_of_another_system_is_a_name_like_any_other() {
    bad.refused(2, "get", "_MAIN");
    bad.refused(3, "get", "con");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Prod", "-prod", "a b", "a/b", "\u00e9", "../x"})
  void a_malformed_environment_is_refused(String environment) {
    bad.refused(2, "get", "openai", "--env=" + environment);
  }
}
