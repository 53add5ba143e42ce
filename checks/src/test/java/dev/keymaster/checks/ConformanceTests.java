package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One table of commands, carried out in three ways that nobody may tell apart: the native front and
 * an agent, the JVM and an agent, the JVM alone. The native front of a {@link Way#HOT hot} row has
 * no launcher to fall back on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceTests {
  /** Who carries a command out if there is an agent. */
  private enum Way {
    HOT,
    COLD
  }

  /**
   * A command of the table.
   *
   * @param shell what a person types, {@code km} being the program; $ and quotes are the shell's
   */
  private record Row(Way way, int exit, String shell) {}

  private static Row hot(int exit, String shell) {
    return new Row(Way.HOT, exit, shell);
  }

  private static Row cold(int exit, String shell) {
    return new Row(Way.COLD, exit, shell);
  }

  private static final List<Row> TABLE =
      List.of(
          hot(0, "km get openai"),
          hot(0, "km get openai | od -c"),
          hot(0, "km get openai#1"),
          hot(0, "km get km://prod/stripe"),
          hot(0, "km get --env prod stripe"),
          hot(0, "KEYMASTER_ENV=prod km get stripe"),
          hot(0, "km get binary --env raw | od -c"),
          hot(0, "km get openai --json"),
          hot(0, "km get openai --json --reveal"),
          hot(3, "km get missing"),
          hot(3, "km get opemai"),
          hot(3, "km get stripe"),
          hot(3, "km get openai#9"),
          hot(3, "km get missing --json"),
          hot(3, "km get missing --color always"),
          hot(3, "km get missing --color=never"),
          hot(2, "km get"),
          hot(2, "km get a b"),
          hot(2, "km get ../x"),
          hot(2, "km get openai --colour never"),
          hot(2, "km get openai --env"),
          hot(2, "km get openai --env PROD"),
          hot(5, "km get resting"),
          hot(0, "km get --help"),
          hot(0, "km ls"),
          hot(0, "km ls --plain"),
          hot(0, "km list --all"),
          hot(0, "km ls --all --service openai"),
          hot(0, "km ls --tag team"),
          hot(0, "km ls --json"),
          hot(0, "km ls --env empty"),
          hot(2, "km ls more"),
          hot(0, "km show openai | grep -v ated"),
          hot(3, "km show nothing"),
          hot(0, "km env"),
          hot(0, "KEYMASTER_ENV=prod km env"),
          hot(0, "km env --json"),
          hot(0, "km env --list"),
          hot(3, "km env staging"),
          hot(0, "km __complete"),
          hot(0, "km __complete --env prod"),
          hot(0, "km run -- printenv OPENAI_API_KEY"),
          hot(0, "km run --env prod -- printenv STRIPE_SECRET_KEY STRIPE_API_KEY; true"),
          hot(0, "DB=km://prod/stripe km run --only openai -- sh -c 'echo $DB $OPENAI_API_KEY'"),
          hot(0, "OPENAI_API_KEY=own km run --except openai -- printenv OPENAI_API_KEY"),
          hot(0, "km run --only openai -- env | grep -v -e ^_ -e ^KEYMASTER_AGENT | sort"),
          hot(0, "KEYMASTER_MASTER_KEY=sk-canary-0e km run --no-masking -- env | grep -c canary"),
          hot(0, "printf 'a\\nb' | km run --only openai -- cat"),
          hot(
              0,
              "km run --only openai -- printf '%s|' a '' 'b c' -- \"$(printf '\\377')\" | od -c"),
          hot(0, "(umask 027; km run --only openai -- sh -c 'umask')"),
          hot(0, "(ulimit -S -c 3; km run --only openai -- sh -c 'ulimit -c')"),
          hot(0, "km run --only openai -- sh -c 'ls /proc/self/fd' 7</dev/null"),
          // the last 28 signals: 32 and 33 belong to the C library, which does with them as it
          // likes
          hot(
              0,
              "km run --only openai -- grep -E 'Sig(Blk|Ign)' /proc/self/status | grep -oE '.{7}$'"),
          hot(7, "km run --only openai -- sh -c 'exit 7'"),
          hot(143, "km run --only openai -- sh -c 'kill -TERM $$'"),
          hot(125, "km run --only missing -- true"),
          hot(125, "km run --env PROD -- true"),
          hot(125, "DB=km://dev/missing km run --only openai -- true"),
          hot(125, "DB=km://dev km run --only openai -- true"),
          hot(0, "km run --env empty -- true"),
          hot(0, "cd untrusted && km get openai"),
          hot(125, "cd untrusted && km run -- true"),
          hot(0, "cd trusted && km run -- sh -c 'echo $CHAT'"),
          hot(0, "cd trusted && km env"),
          hot(0, "cd 'wörk' && km ls"),
          cold(127, "km run --only openai -- no-such-program"),
          cold(126, "km run --only openai -- ./trusted"),
          cold(126, "km run --only openai -- ./no-program"),
          cold(125, "km run"),
          cold(125, "km run --only openai"),
          cold(2, "km gte openai"),
          cold(0, "km --version"),
          cold(0, "km history openai | grep -c '#'"),
          cold(2, "km --env dev"),
          hot(1, "km get openai >/dev/full"),
          hot(1, "km ls >/dev/full"),
          hot(0, "{ sleep 1; km get openai; echo $? >&2; } | true; sleep 2"));

  private Path folder;
  private KeymasterProcess keymaster;
  private Path frontAlone;

  @BeforeAll
  void a_vault_and_its_agent(@TempDir Path shared) throws IOException {
    folder = shared;
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    keymaster = KeymasterProcess.in(folder).with("XDG_RUNTIME_DIR", runtime.toString());
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    add("openai", "sk-canary-01", "--tag", "team");
    add("stripe", "sk-canary-02", "--env", "prod");
    add("resting", "sk-canary-03");
    keymaster.run("edit", "resting", "--status", "inactive").succeeds();
    keymaster
        .withInput(new byte[] {1, (byte) 0xff, '\n', 0, 7})
        .run("add", "binary", "--stdin", "--raw", "--service", "blob", "--env", "raw")
        .succeeds();
    Path work = keymaster.directory();
    Files.createDirectories(work.resolve("wörk"));
    Path noProgram = Files.write(work.resolve("no-program"), new byte[] {0, 1, 2});
    assertThat(noProgram.toFile().setExecutable(true)).isTrue();
    project(work.resolve("untrusted"));
    keymaster.at(project(work.resolve("trusted"))).run("trust", "--yes").succeeds();
    frontAlone = folder.resolve("front alone/bin/keymaster");
    front(frontAlone);
    living(House.IMAGE.resolve("bin/keymaster")).run("unlock").succeeds();
  }

  private void add(String name, String value, String... more) {
    List<String> words = new ArrayList<>(List.of("add", name, "--stdin"));
    words.addAll(List.of(more));
    keymaster.withInput(value).run(words.toArray(String[]::new)).succeeds();
  }

  private static Path project(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("keymaster.yaml"),
        "version: 1\nsettings:\n  default_environment: dev\nkeys:\n  openai: CHAT\n");
    return folder;
  }

  /** The front with a launcher that tells that it was called. */
  private static void front(Path program) throws IOException {
    Files.createDirectories(program.getParent());
    Files.copy(House.IMAGE.resolve("bin/keymaster"), program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path launcher = program.resolve("../../lib/launcher").normalize();
    Files.createDirectories(launcher.getParent());
    LauncherTests.program(launcher, "#!/bin/sh\necho 'LEFT TO THE LAUNCHER'\n");
  }

  @AfterAll
  void stop_the_agent() {
    living(House.IMAGE.resolve("bin/keymaster")).run("agent", "stop").succeeds();
  }

  private KeymasterProcess living(Path program) {
    return keymaster.without("KEYMASTER_AGENT").through(program);
  }

  private static String carriedOut(KeymasterProcess process, String shell) {
    KeymasterProcess.Outcome outcome =
        process.runCommand(
            List.of("/bin/bash", "-c", "km() { '" + process.program() + "' \"$@\"; }; " + shell));
    return "exit " + outcome.exit() + "\n" + text(outcome.out()) + "--\n" + text(outcome.err());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  @TestFactory
  Stream<DynamicTest> SL_all_three_ways_say_the_same() {
    return TABLE.stream().map(row -> dynamicTest(row.shell(), () -> same(row)));
  }

  private void same(Row row) {
    Path launcher = House.IMAGE.resolve("lib/launcher");
    String alone = carriedOut(keymaster.through(launcher), row.shell());
    assertThat(alone).startsWith("exit " + row.exit() + "\n");
    assertThat(carriedOut(living(launcher), row.shell())).as("JVM and agent").isEqualTo(alone);
    boolean hot = row.way() == Way.HOT;
    Path front = hot ? frontAlone : House.IMAGE.resolve("bin/keymaster");
    assertThat(carriedOut(living(front), row.shell())).as("native and agent").isEqualTo(alone);
  }

  @Test
  void a_clipboard_and_another_vault_are_left_to_the_launcher() {
    KeymasterProcess front = living(frontAlone);
    assertThat(front.run("get", "openai", "--clip").text()).isEqualTo("LEFT TO THE LAUNCHER\n");
    assertThat(front.with("KEYMASTER_HOME", "" + folder.resolve("x")).run("get", "openai").text())
        .isEqualTo("LEFT TO THE LAUNCHER\n");
  }

  @Test
  void SL4_a_hostile_environment_changes_nothing() {
    KeymasterProcess hostile =
        living(frontAlone)
            .with("JAVA_TOOL_OPTIONS", "-Dx=y")
            .with("LD_PRELOAD", "/no/such/library.so")
            .with("IFS", "/")
            .with("PATH", "/nowhere")
            .with("MALLOC_CONF", "x");
    assertThat(hostile.run("get", "openai").succeeds().text()).isEqualTo("sk-canary-01");
    assertThat(hostile.run("run", "--no-masking", "--", "/usr/bin/env").succeeds().text())
        .contains("JAVA_TOOL_OPTIONS=-Dx=y\n", "LD_PRELOAD=/no/such/library.so\n", "IFS=/\n")
        .contains("PATH=/nowhere\n", "OPENAI_API_KEY=sk-canary-01\n");
  }

  @Test
  void SU2_every_value_that_the_front_prints_is_recorded() {
    long before = newestEvent();
    living(frontAlone).run("get", "openai").succeeds();
    living(frontAlone).run("run", "--only", "openai", "--", "true").succeeds();
    assertThat(newestEvent()).isEqualTo(before + 2);
  }

  private long newestEvent() {
    String log = keymaster.run("audit", "--json").succeeds().text();
    return Pattern.compile("\"number\": ?([0-9]+)")
        .matcher(log)
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .max()
        .orElseThrow();
  }

  @Test
  void a_front_of_another_build_runs_nothing_of_the_agent() throws IOException {
    Path older = folder.resolve("older/bin/keymaster");
    front(older);
    byte[] bytes = Files.readAllBytes(older);
    bytes[bytes.length - 1] ^= 1;
    Files.write(older, bytes);
    assertThat(living(older).run("get", "openai").succeeds().text())
        .isEqualTo("LEFT TO THE LAUNCHER\n");
  }
}
