package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RunnerTests {
  private static final String CANARY = "sk-canary-00112233445566778899aabbccddeeff";

  @TempDir Path folder;

  private Started started(String... arguments) {
    return Started.with(folder, arguments);
  }

  private Path script(String name, String text, String mode) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @Nested
  class BothWays {
    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void program_gets_the_key_and_its_exit_code_comes_back(String how) {
      Started run =
          started(
              how, "OPENAI_API_KEY=" + CANARY, "--", "sh", "-c", "echo $OPENAI_API_KEY; exit 7");
      assertThat(run.run()).isEqualTo(7);
      assertThat(run.out()).isEqualTo(CANARY + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void key_replaces_a_variable_of_the_same_name(String how) {
      Started run =
          started(how, "A_KEY=" + CANARY, "--", "sh", "-c", "env | grep -c '^A_KEY='; echo $A_KEY")
              .env(Map.of("A_KEY", "old"));
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("1\n" + CANARY + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void no_shell_looks_at_the_arguments(String how) {
      Started run = started(how, "--", "printf", "%s|", "$HOME", "a b", "`id`", ";", "*", "");
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("$HOME|a b|`id`|;|*||");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void unknown_program_is_127(String how) {
      Started run = started(how, "--", "no-such-program-here");
      assertThat(run.run()).isEqualTo(127);
      assertThat(run.err()).contains("program not found: 'no-such-program-here'");
      assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void missing_path_is_127(String how) {
      assertThat(started(how, "--", "./no/such/file").run()).isEqualTo(127);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void file_without_permission_is_126(String how) throws IOException {
      Path file = script("plain", "#!/bin/sh\n", "rw-r--r--");
      Started run = started(how, "--", file.toString());
      assertThat(run.run()).isEqualTo(126);
      assertThat(run.err()).contains("permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void directory_is_126(String how) {
      Started run = started(how, "--", folder.toString());
      assertThat(run.run()).isEqualTo(126);
      assertThat(run.err()).contains("it is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void missing_interpreter_is_126(String how) throws IOException {
      Path file = script("orphan", "#!/no/such/interpreter\n", "rwxr-xr-x");
      assertThat(started(how, "--", file.toString()).run()).isEqualTo(126);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void secrets_of_keymaster_itself_do_not_reach_the_program(String how) {
      Started run =
          started(how, "--", "env")
              .env(
                  Map.of(
                      "KEYMASTER_MASTER_KEY",
                      CANARY,
                      "API_KEY_MASTER",
                      CANARY,
                      "KEYMASTER_PASSPHRASE",
                      CANARY,
                      "KEYMASTER_PASSPHRASE_FD",
                      "7",
                      "KEYMASTER_SAVED_JAVA_TOOL_OPTIONS",
                      "-Dperson=1",
                      "KEYMASTER_SAVED_KEYMASTER_MASTER_KEY",
                      CANARY,
                      "KEYMASTER_HOME",
                      "/tmp/somewhere",
                      "KEYMASTER_ENV",
                      "prod"));
      assertThat(run.run()).isZero();
      assertThat(run.out())
          .doesNotContain(CANARY)
          .doesNotContain("KEYMASTER_SAVED")
          .doesNotContain("KEYMASTER_PASSPHRASE")
          .contains("\nJAVA_TOOL_OPTIONS=-Dperson=1\n")
          .contains("KEYMASTER_HOME=/tmp/somewhere\n")
          .contains("KEYMASTER_ENV=prod\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void program_ended_by_a_signal_is_128_and_more(String how) {
      assertThat(started(how, "--", "sh", "-c", "kill -TERM $$").run()).isEqualTo(143);
      assertThat(started(how, "--", "sh", "-c", "kill -KILL $$").run()).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void standard_input_reaches_the_program(String how) throws Exception {
      Started run = started(how, "--", "cat");
      Process process = run.start();
      try (var in = process.getOutputStream()) {
        in.write("through\n".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(process.waitFor()).isZero();
      assertThat(run.out()).isEqualTo("through\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void the_terminal_stays_a_terminal(String how) throws Exception {
      String command =
          String.join(" ", Started.javaCommand(how, "--", "sh", "-c"))
              + " 'tty; test -t 0 && test -t 1 && echo both'";
      Process process =
          new ProcessBuilder("script", "-qec", command, "/dev/null")
              .redirectErrorStream(true)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(out).contains("/dev/pts/").contains("both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "child"})
    void being_told_to_end_reaches_the_program(String how) throws Exception {
      Started run =
          started(
              how,
              "--",
              "sh",
              "-c",
              "trap 'echo got; exit 9' TERM; echo ready; while :; do sleep 0.02; done");
      Process process = run.start();
      run.await("ready");
      process.destroy();
      process.waitFor();
      assertThat(run.out()).isEqualTo("ready\ngot\n");
    }
  }

  @Nested
  class InPlaceOnly {
    @Test
    void this_process_becomes_the_program() throws Exception {
      Started run = started("system", "--", "sh", "-c", "echo $$");
      Process process = run.start();
      process.waitFor();
      assertThat(run.err()).startsWith("InPlace");
      assertThat(run.out()).isEqualTo(process.pid() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "WINCH"})
    void every_signal_reaches_the_program_once(String signal) throws Exception {
      Started run =
          started(
                  "system",
                  "--",
                  "sh",
                  "-c",
                  "trap 'echo got' "
                      + signal
                      + "; trap 'exit 9' ALRM; echo ready; while :; do sleep 0.02; done")
              .through("env", "--default-signal");
      Process process = run.start();
      run.await("ready");
      Started.signal(signal, process.pid());
      run.await("got");
      Started.signal("ALRM", process.pid());
      assertThat(process.waitFor()).isEqualTo(9);
      assertThat(run.out()).isEqualTo("ready\ngot\n");
    }

    @Test
    void no_signal_is_blocked_or_ignored() {
      Started run = status().through("env", "--default-signal");
      assertThat(run.run()).isZero();
      assertThat(ordinarySignals(run, "SigBlk")).isZero();
      assertThat(ordinarySignals(run, "SigIgn")).isZero();
    }

    @Test
    void signal_that_the_person_ignores_stays_ignored() {
      Started run =
          status().through("env", "--default-signal", "sh", "-c", "trap '' HUP; exec \"$@\"", "sh");
      assertThat(run.run()).isZero();
      assertThat(ordinarySignals(run, "SigIgn")).isEqualTo(1);
    }

    private Started status() {
      return started("system", "--", "grep", "^Sig", "/proc/self/status");
    }

    /** One bit for each of the signals 1 to 31; those above are the C library's own. */
    private long ordinarySignals(Started run, String set) {
      String line = run.out().lines().filter(text -> text.startsWith(set)).findAny().orElseThrow();
      return Long.parseUnsignedLong(line.substring(line.indexOf('\t') + 1), 16) & 0x7fffffffL;
    }

    @Test
    void only_the_standard_descriptors_are_passed_on() {
      Started run =
          started("system", "--", "ls", "/proc/self/fd")
              .through("sh", "-c", "exec 7</dev/null; exec \"$@\"", "sh");
      assertThat(run.run()).isZero();
      assertThat(run.out()).as("3 is the folder that ls reads").isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void mask_and_core_limit_of_the_person_are_back() {
      Started run =
          started("system", "--", "sh", "-c", "umask; ulimit -S -c; env | grep -c KEYMASTER")
              .env(Map.of("KEYMASTER_SAVED_UMASK", "0027", "KEYMASTER_SAVED_CORE", "8"))
              .through("sh", "-c", "umask 077; ulimit -S -c 0; exec \"$@\"", "sh");
      assertThat(run.run()).isEqualTo(1);
      assertThat(run.out()).isEqualTo("0027\n8\n0\n");
    }

    @Test
    void core_limit_is_raised_to_the_hard_one_at_most() {
      Started run =
          started("system", "--", "sh", "-c", "ulimit -S -c")
              .env(Map.of("KEYMASTER_SAVED_CORE", "unlimited"))
              .through("sh", "-c", "ulimit -S -c 0; ulimit -H -c 16; exec \"$@\"", "sh");
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("16\n");
    }

    @Test
    void without_a_word_from_the_launcher_mask_and_limit_stay() {
      Started run =
          started("system", "--", "sh", "-c", "umask")
              .env(Map.of("KEYMASTER_SAVED_UMASK", "9 rm", "KEYMASTER_SAVED_CORE", "-1"))
              .through("sh", "-c", "umask 033; exec \"$@\"", "sh");
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("0033\n");
    }

    @Test
    void arguments_and_environment_are_byte_exact_in_any_locale() {
      Started run =
          started(
                  "system",
                  "KEY=\u00e9\u4e16",
                  "--",
                  "sh",
                  "-c",
                  "printf '%s|' \"$1\" \"$ODD\"",
                  "sh")
              .env(Map.of("LC_ALL", "C"))
              .through(
                  "sh",
                  "-c",
                  "ODD=$(printf 'x\\377y'); export ODD; exec \"$@\" \"$(printf 'a\\303\\251b\\376c')\"",
                  "sh");
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("a\u00c3\u00a9b\u00fec|x\u00ffy|");
    }

    @Test
    void variables_with_odd_names_stay() {
      Started run =
          started("system", "--", "env").through("env", "a.b-c%%=1", "BASH_FUNC_x%%=() {  :\n}");
      assertThat(run.run()).isZero();
      assertThat(run.out()).contains("a.b-c%%=1\n").contains("BASH_FUNC_x%%=() {  :\n}\n");
    }

    @Test
    void script_without_a_first_line_runs_like_in_a_shell() throws IOException {
      Path file = script("bare", "echo \"bare $1 $A_KEY\"\n", "rwxr-xr-x");
      Started run = started("system", "A_KEY=" + CANARY, "--", file.toString(), "one");
      assertThat(run.run()).isZero();
      assertThat(run.out()).isEqualTo("bare one " + CANARY + "\n");
    }

    @Test
    void binary_for_no_system_is_126() throws IOException {
      Path file = script("garbage", "\u007fgarbage\u0000\u0001", "rwxr-xr-x");
      Started run = started("system", "--", file.toString());
      assertThat(run.run()).isEqualTo(126);
      assertThat(run.err()).contains("not a program for this system");
    }

    @Test
    void value_is_on_no_command_line() throws Exception {
      Started run = started("system", "A_KEY=" + CANARY, "--", "sh", "-c", "echo ready; sleep 60");
      Process process = run.start();
      run.await("ready");
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(CANARY);
      assertThat(Files.readString(proc.resolve("environ"))).contains("A_KEY=" + CANARY);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
