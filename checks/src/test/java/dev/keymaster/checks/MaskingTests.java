package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a program prints through {@code run}, on pipes and in a real terminal (G8). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MaskingTests {
  private static final String KEY = "sk-canary-0123456789abcdef0123456789abcdef";
  private static final String MASK = "sk-…cdef";
  private static final String AS_WIDE = "sk-" + "*".repeat(KEY.length() - 7) + "cdef";

  private Path folder;
  private KeymasterProcess keymaster;

  @BeforeAll
  void a_vault_and_its_agent(@TempDir Path shared) throws IOException {
    folder = shared;
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    keymaster = KeymasterProcess.in(folder).with("XDG_RUNTIME_DIR", runtime.toString());
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput(KEY).run("add", "openai", "--stdin").succeeds();
    keymaster = keymaster.without("KEYMASTER_AGENT");
    keymaster.run("unlock").succeeds();
  }

  @AfterAll
  void lock() {
    keymaster.run("lock");
  }

  private static String[] shell(String script) {
    return new String[] {"run", "--only", "openai", "--", "sh", "-c", script};
  }

  @Test
  void G8_no_form_of_a_key_comes_through_a_pipe_and_streams_stay_apart() {
    KeymasterProcess.Outcome outcome =
        keymaster
            .run(
                shell(
                    "printf '%.9s' $OPENAI_API_KEY; sleep 0.1; printf '%s\\n' ${OPENAI_API_KEY#sk-canary};"
                        + " printf %s $OPENAI_API_KEY | base64 -w 20; printenv | od -An -tx1 >&2;"
                        + " exit 7"))
            .exits(7);
    assertThat(outcome.text()).startsWith("sk-c").contains(MASK + "\n").doesNotContain("0123");
    assertThat(outcome.text()).doesNotContain("c2stY2FuYXJ5");
    assertThat(outcome.errors()).contains(MASK).doesNotContain("73 6b 2d 63 61 6e");
  }

  @Test
  void what_a_program_left_running_prints_is_masked_too() {
    String script =
        "'"
            + keymaster.program()
            + "' run --only openai -- sh -c '(sleep 0.3; echo later $OPENAI_API_KEY) & echo now'";
    assertThat(keymaster.runCommand(List.of("sh", "-c", script + " | cat")).succeeds().text())
        .isEqualTo("now\nlater " + MASK + "\n");
  }

  @Test
  void scripts_without_a_first_line_and_signals_are_as_without_masking() throws IOException {
    Path script = folder.resolve("script");
    LauncherTests.program(script, "echo \"$0 $OPENAI_API_KEY\"; kill -TERM $$\n");
    assertThat(keymaster.run("run", "--", script.toString()).exits(143).text())
        .isEqualTo(script + " " + MASK + "\n");
  }

  @Test
  void G8_a_terminal_stays_one_and_masks_are_as_wide_as_keys() {
    KeymasterProcess.Outcome outcome =
        keymaster
            .with("TERM", "xterm")
            .terminal()
            .run(
                shell(
                    "test -t 0 && test -t 1 && test -t 2 && tty >/dev/null && echo terminal;"
                        + " printf '\\033[31m%s\\033[0m|\\n' $OPENAI_API_KEY; stty -a; exit 5"))
            .exits(5);
    assertThat(outcome.errors())
        .contains("terminal\r\n", "\u001b[31m" + AS_WIDE + "\u001b[0m|", " icanon", " echo ")
        .doesNotContain("0123");
  }

  /** A shell below run, and run below that shell: stopped and continued, interrupted, left. */
  @Test
  void keys_of_the_terminal_stop_continue_and_interrupt_the_program() throws IOException {
    String again = "'" + keymaster.program() + "' run --only openai -- ";
    Path work = Files.createDirectories(folder.resolve("work"));
    KeymasterProcess.Outcome outcome =
        keymaster
            .at(work)
            .with("PS1", "ready> ")
            .with("TERM", "xterm")
            .terminal()
            .await("ready> ")
            .type(again + "sh -c 'read a; echo $a $OPENAI_API_KEY; sleep 60'\n")
            .type("first\n")
            .await("first " + AS_WIDE)
            .type("\u001a")
            .await("Stopped")
            .await("ready> ")
            .type("fg\n")
            .await("sleep 60")
            .type("\u0003")
            .await("ready> ")
            .type("echo code $?\n")
            .await("code 130")
            .await("ready> ")
            .type("exit 4\n")
            .run("run", "--only", "openai", "--", "bash", "--norc", "-i");
    assertThat(outcome.exit()).as(outcome.errors()).isEqualTo(4);
  }

  @Test
  void programs_that_fill_the_screen_work() {
    KeymasterProcess.Outcome outcome =
        keymaster
            .with("TERM", "xterm")
            .terminal()
            .await("\u001b[?1049h")
            .await(AS_WIDE)
            .type("q")
            .run(shell("yes $OPENAI_API_KEY | head -200 | less"))
            .succeeds();
    assertThat(outcome.errors()).contains("\u001b[?1049l").doesNotContain("0123");
  }

  @Test
  void G8_without_an_agent_it_is_the_same() {
    KeymasterProcess alone = keymaster.with("KEYMASTER_AGENT", "off");
    assertThat(alone.run(shell("echo $OPENAI_API_KEY")).text()).isEqualTo(MASK + "\n");
    assertThat(alone.terminal().run(shell("echo $OPENAI_API_KEY")).succeeds().errors())
        .contains(AS_WIDE);
    assertThat(
            alone
                .run("run", "--no-masking", "--", "printenv", "OPENAI_API_KEY")
                .succeeds()
                .text()
                .strip())
        .isEqualTo(KEY);
  }
}
