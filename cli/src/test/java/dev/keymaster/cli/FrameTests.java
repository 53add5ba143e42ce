package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Asked;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every command: streams, exit codes, errors, help. */
class FrameTests {
  private final FakeWorld world;

  FrameTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  @Test
  void no_arguments_show_the_page_of_all_commands() {
    assertThat(world.run()).isZero();
    assertThat(world.stdout()).contains("Usage: keymaster", "get", "--no-input");
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void version_is_told_in_three_ways() {
    assertThat(world.run("--version")).isZero();
    assertThat(world.stdout()).isEqualTo("keymaster 0.1.0\n");
    assertThat(world.run("version")).isZero();
    assertThat(world.stdout()).isEqualTo("keymaster 0.1.0\n");
    assertThat(world.run("version", "--json")).isZero();
    assertThat(world.stdout())
        .isEqualTo("{\n  \"schema\": \"keymaster/version/1\",\n  \"version\": \"0.1.0\"\n}\n");
  }

  static java.util.stream.Stream<Verbs.Entry> entries() {
    return Verbs.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void every_verb_has_help_with_examples(Verbs.Entry entry) {
    String[] arguments = (entry.name() + " --help").split(" ");
    assertThat(world.run(arguments)).isZero();
    assertThat(world.stdout())
        .startsWith("Usage: keymaster " + entry.name())
        .contains("Examples:\n  keymaster")
        .doesNotContain("<main class>");
    assertThat(world.stdout().lines()).allMatch(line -> line.length() <= 100);
    assertThat(world.enginesMade).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "gte,        did you mean get?",
    "lst,        did you mean ls?",
    "xyzzy,      keymaster --help lists them all",
  })
  void unknown_command_is_a_usage_error_with_a_guess(String typed, String hint) {
    assertThat(world.run(typed, "x")).isEqualTo(2);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr())
        .isEqualTo("keymaster: no such command: '" + typed + "'\nhint: " + hint + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "get,                      NAME is missing",
    "get a b,                  one argument too many",
    "get openai --evn prod,    no such option: '--evn'",
    "get openai --reveal=x,    not a value of --reveal",
    "ls --service,             '--service needs a value, SERVICE'",
    "ls --service a --service b, --service is given twice",
    "ls --color=pink,          not a value of --color: 'pink'",
    "get /etc/passwd,          not a key name: '/etc/passwd'",
    "get openai --env PROD,    not an environment name: 'PROD'",
    "get km://x,               not a key reference: 'km://x'",
  })
  void bad_arguments_are_usage_errors(String arguments, String message) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).startsWith("keymaster: " + message + "\nhint: ");
  }

  @Test
  void typo_in_an_option_gets_a_guess() {
    world.run("get", "openai", "--evn", "prod");
    assertThat(world.stderr()).endsWith("hint: did you mean --env?\n");
  }

  @Test
  void surplus_arguments_are_not_repeated_because_they_could_be_secrets() {
    world.run("get", "openai", "sk-canary-0badcafe");
    assertThat(world.stderr()).doesNotContain("canary");
    world.run("get", "openai", "--vlaue=sk-canary-0badcafe");
    assertThat(world.stderr()).contains("'--vlaue'").doesNotContain("canary");
  }

  @Test
  void files_are_not_expanded_into_arguments() throws IOException {
    Files.writeString(world.directory.resolve("args"), "openai");
    assertThat(world.run("get", "@" + world.directory.resolve("args"))).isEqualTo(2);
    assertThat(world.stderr()).contains("not a key name");
  }

  @Test
  void options_may_stand_before_the_verb() {
    world.engine.with("prod", "openai", "openai", "sk-canary-11");
    assertThat(world.run("--env", "prod", "get", "openai")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-11");
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void every_kind_of_failure_has_its_exit_code(Code code) {
    world.engine.failure = new KeymasterException(code, "it broke", "mend it");
    world.engine.questions = terminal -> new Asked(Asked.Outcome.NOBODY, MissingTests.WAITING);
    assertThat(world.run("ls")).isEqualTo(code.exitCode());
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("keymaster: it broke\nhint: mend it\n");
  }

  @Test
  void with_json_errors_are_json() {
    world.engine.failure = new KeymasterException(Code.NOT_FOUND, "no \u001b[2J key", "look");
    assertThat(world.run("ls", "--json")).isEqualTo(3);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr())
        .isEqualTo(
            """
            {
              "error": {
                "code": "not_found",
                "message": "no \\\\u001b[2J key",
                "hint": "look"
              }
            }
            """);
  }

  @Test
  void with_json_usage_errors_are_json_too() {
    assertThat(world.run("gte", "--json")).isEqualTo(2);
    assertThat(world.stderr()).contains("\"code\": \"usage\"");
  }

  @Test
  void our_own_mistake_is_no_stack_trace() {
    world.engine.failure = new BugException("invariant");
    assertThat(world.run("ls")).isEqualTo(1);
    assertThat(world.stderr())
        .startsWith("keymaster: internal error, which is our mistake: BugException\nhint: run it")
        .doesNotContain("at dev.keymaster");
  }

  @Test
  void debug_writes_the_trace_to_a_log_of_the_owner() throws IOException {
    world.engine.failure = new BugException("invariant");
    assertThat(world.run("ls", "--debug")).isEqualTo(1);
    Path log = world.places().log();
    assertThat(world.stderr()).doesNotContain("at dev.keymaster").contains("details: " + log);
    assertThat(Files.readString(log)).contains("BugException").contains("2026-11-21T12:00:00Z");
    assertThat(Files.getPosixFilePermissions(log))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void without_a_home_failures_are_still_told() {
    world.engine.failure = new BugException("invariant");
    world.homeless = true;
    assertThat(world.run("vault", "verify", "--debug")).isEqualTo(1);
    assertThat(world.stderr())
        .startsWith("keymaster: internal error")
        .contains("warning: cannot write the log: HOME is not set\n");
    world.attended();
    assertThat(world.run("--help")).isZero();
  }

  @Test
  void stream_that_fails_inside_the_engine_is_no_mistake_of_ours() {
    world.engine.failure =
        new java.io.UncheckedIOException(new IOException("No space left on device"));
    assertThat(world.run("ls")).isEqualTo(1);
    assertThat(world.stderr()).isEqualTo("keymaster: No space left on device\n");
  }

  @Test
  void help_is_a_command_too() {
    assertThat(world.run("help")).isZero();
    assertThat(world.stdout()).isEqualTo(HelpPage.text());
    assertThat(world.run("help", "vault", "slots", "add")).isZero();
    assertThat(world.stdout()).startsWith("Usage: keymaster vault slots add");
    assertThat(world.run("help", "gte")).isEqualTo(2);
  }

  @Test
  void P8_debug_opens_no_log_that_others_may_have_planted() throws IOException {
    Path log = world.places().log();
    Path victim = Files.writeString(world.directory.resolve("victim"), "theirs");
    world.engine.failure = new BugException("invariant");
    assertThat(world.run("ls", "--debug")).isEqualTo(1);
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw----"));
    assertThat(world.run("ls", "--debug")).isEqualTo(1);
    assertThat(world.stderr()).contains("warning: cannot write the log", "mode 0660");
    Files.delete(log);
    Files.createSymbolicLink(log, victim);
    assertThat(world.run("ls", "--debug")).isEqualTo(1);
    assertThat(world.stderr()).contains("warning: cannot write the log", "not a regular file");
    Files.delete(log);
    Files.setPosixFilePermissions(
        world.places().state(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(world.run("ls", "--debug")).isEqualTo(1);
    assertThat(world.stderr()).contains("others can put files there");
    assertThat(victim).hasContent("theirs");
    assertThat(log).doesNotExist();
  }

  @Test
  void P7_no_message_and_no_log_repeats_a_key_from_the_command_line() throws IOException {
    String key = "sk-" + "proj-" + "canary0123456789".repeat(5);
    for (String typed : List.of(key, "km://" + key, "--color=" + key)) {
      assertThat(world.run(typed, "ls", "--debug")).isEqualTo(2);
      assertThat(world.stderr()).contains("a key on the command line").doesNotContain("canary");
    }
    assertThat(world.run("vault", "restore", key, "--debug")).isEqualTo(1);
    assertThat(world.stderr()).doesNotContain("canary");
    assertThat(world.places().log()).content().contains("FrameTests").doesNotContain("canary");
    assertThat(world.run("no-such-command-at-all")).isEqualTo(2);
    assertThat(world.stderr()).contains("'no-such-command-at-all'");
  }

  @Test
  void item_8_a_path_is_no_command_to_the_terminal() throws IOException {
    Path folder = Files.createDirectory(world.directory.resolve("x\u001b]0;owned\u0007"));
    FakeWorld there = new FakeWorld(folder);
    assertThat(there.run("init")).isZero();
    assertThat(there.stderr()).contains("made ", "\\u001b]0;owned").doesNotContain("\u001b");
  }

  @Test
  void broken_pipe_is_silent_141() {
    world.engine.with("dev", "openai", "openai", "sk-canary-11");
    world.brokenOut = failing("Broken pipe");
    assertThat(world.run("get", "openai")).isEqualTo(141);
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void full_disk_behind_stdout_is_told() {
    world.brokenOut = failing("No space left on device");
    assertThat(world.run("ls", "--help")).isEqualTo(1);
    assertThat(world.stderr())
        .startsWith("keymaster: cannot write to standard output: No space left on device\n");
  }

  @Test
  void colour_follows_terminal_flag_and_no_color() {
    assertThat(world.run("gte")).isEqualTo(2);
    assertThat(world.stderr()).doesNotContain("\u001b");
    world.attended();
    world.environment.put("TERM", "xterm");
    world.run("gte");
    assertThat(world.stderr()).contains("\u001b[31mkeymaster:");
    world.run("gte", "--color=never");
    assertThat(world.stderr()).doesNotContain("\u001b");
    world.environment.put("NO_COLOR", "1");
    world.run("gte");
    assertThat(world.stderr()).doesNotContain("\u001b");
  }

  @Test
  void engine_is_closed_after_the_run() {
    world.run("ls");
    assertThat(world.engine.closed).isTrue();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
