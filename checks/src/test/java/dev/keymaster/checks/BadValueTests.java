package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security.md §9, items S21 to S33: values. */
class BadValueTests {
  @TempDir static Path folder;
  private static BadInputs bad;

  @BeforeAll
  static void open() {
    bad = BadInputs.in(folder);
  }

  private static void roundTrip(String name, byte[] given, byte[] expected, String... more) {
    KeymasterProcess keymaster = bad.keymaster();
    List<String> add = new java.util.ArrayList<>(List.of("add", name, "--stdin"));
    add.addAll(List.of(more));
    keymaster.withInput(given).run(add.toArray(String[]::new)).succeeds();
    assertThat(keymaster.run("get", name).succeeds().out()).isEqualTo(expected);
  }

  @Test
  void S21_S22_an_empty_value_is_refused() {
    bad.refusedWith(new byte[0], 2, "add", "empty", "--stdin");
    bad.refusedWith(BadInputs.bytes("\n"), 2, "add", "empty", "--stdin");
    bad.refusedWith(BadInputs.bytes("\r\n"), 2, "add", "empty", "--stdin");
  }

  @Test
  void S23_S24_one_line_end_is_taken_off() {
    roundTrip("lf", BadInputs.bytes("sk-canary-lf\n"), BadInputs.bytes("sk-canary-lf"));
    roundTrip("crlf", BadInputs.bytes("sk-canary-crlf\r\n"), BadInputs.bytes("sk-canary-crlf"));
    bad.refusedWith(BadInputs.bytes("sk-canary\n\n"), 2, "add", "two", "--stdin");
  }

  @Test
  void S25_a_value_of_1_MiB_is_kept_and_one_byte_more_is_refused() {
    byte[] largest = "x".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    roundTrip("largest", largest, largest);
    byte[] larger = java.util.Arrays.copyOf(largest, largest.length + 1);
    larger[largest.length] = 'x';
    bad.refusedWith(larger, 2, "add", "larger", "--stdin");
    bad.refusedWith(larger, 2, "add", "larger", "--stdin", "--raw");
  }

  @Test
  void S26_S27_bytes_that_are_no_text_need_raw_and_come_back_exactly() {
    byte[] binary = new byte[512];
    new Random(26).nextBytes(binary);
    binary[7] = 0;
    bad.refusedWith(new byte[] {'a', 0, 'b'}, 2, "add", "binary", "--stdin");
    roundTrip("binary", binary, binary, "--raw");
    byte[] invalid = {'s', 'k', (byte) 0xff, (byte) 0xc0, (byte) 0x80};
    roundTrip("invalid", invalid, invalid, "--raw");
  }

  @Test
  void S28_S29_quotes_dollars_and_a_byte_order_mark_come_back_exactly() {
    byte[] awkward = BadInputs.bytes("'\"\\ ${X} $(id) `id` # %s é");
    roundTrip("awkward", awkward, awkward);
    byte[] marked = BadInputs.bytes("\ufeffsk-canary-bom");
    bad.refusedWith(marked, 2, "add", "marked", "--stdin");
    roundTrip("marked", marked, marked, "--raw");
  }

  @Test
  void S30_a_value_equal_to_another_environments_gives_no_hint_of_it() {
    KeymasterProcess.Outcome outcome =
        bad.keymaster()
            .withInput(BadInputs.CANARY)
            .run("add", "openai", "--env", "staging", "--stdin")
            .succeeds();
    assertThat(outcome.text() + outcome.errors()).doesNotContain("same", "dev");
  }

  @Test
  void S31_a_key_of_another_provider_is_stored_with_a_warning() {
    String anthropic = "sk-ant-" + "api03-" + "A".repeat(93) + "AA";
    assertThat(
            bad.keymaster()
                .withInput(anthropic)
                .run("add", "mixed", "--service", "openai", "--stdin")
                .succeeds()
                .errors())
        .contains("warning")
        .doesNotContain(anthropic);
  }

  @Test
  void S32_a_value_on_the_command_line_is_refused_and_not_repeated() {
    assertThat(bad.refused(2, "add", "openai", BadInputs.CANARY).errors()).contains("--stdin");
    bad.refused(2, "add", "openai", "--value=" + BadInputs.CANARY);
    bad.refused(2, "add", "openai", "--key", BadInputs.CANARY);
  }

  @Test
  void S33_an_input_that_is_closed_or_a_folder_is_refused() throws IOException {
    KeymasterProcess keymaster = bad.keymaster();
    String closed = "exec '" + keymaster.program() + "' add none --stdin <&-";
    keymaster.runCommand(List.of("sh", "-c", closed)).refuses(2);
    String directory = "exec '" + keymaster.program() + "' add none --stdin </";
    assertThat(keymaster.runCommand(List.of("sh", "-c", directory)).exit()).isIn(1, 2);
    bad.refused(1, "add", "none", "--from-file", Files.createTempDirectory(folder, "d").toString());
    bad.refused(1, "add", "none", "--from-file", folder.resolve("absent").toString());
    bad.refused(3, "add", "none", "--from-env", "NO_SUCH_VARIABLE");
    assertThat(keymaster.run("add", "none", "--from-fd", "77").exit()).isIn(1, 2);
  }

  @Test
  void S33_an_input_without_end_is_read_no_further_than_the_limit() {
    KeymasterProcess keymaster = bad.keymaster();
    String endless = "exec '" + keymaster.program() + "' add endless --stdin --raw </dev/zero";
    keymaster.runCommand(List.of("sh", "-c", endless)).refuses(2);
  }
}
