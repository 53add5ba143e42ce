package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.NamedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The native front by itself: an agent that answers as told on one side, a launcher that says what
 * it was given on the other.
 */
final class NativeFrontTests {
  private static final String LAUNCHER =
      """
      #!/bin/sh
      printf 'launcher'
      for argument; do printf ' <%s>' "$argument"; done
      echo " core $(ulimit -S -c)"
      env | grep -c '^LD_' || :
      """;

  @TempDir Path folder;
  private Path image;
  private Path socket;
  private KeymasterProcess keymaster;
  private final List<StandInAgent> agents = new ArrayList<>();

  @BeforeEach
  void front_of_a_stand_in_image() throws IOException {
    image = Files.createDirectories(folder.resolve("an image"));
    Files.createDirectories(image.resolve("bin"));
    Files.createDirectories(image.resolve("lib"));
    Files.copy(House.IMAGE.resolve("bin/keymaster"), image.resolve("bin/keymaster"));
    assertThat(image.resolve("bin/keymaster").toFile().setExecutable(true)).isTrue();
    LauncherTests.program(image.resolve("lib/launcher"), LAUNCHER);
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    socket = runtime.resolve("keymaster/agent.sock");
    keymaster =
        KeymasterProcess.in(folder)
            .through(image.resolve("bin/keymaster"))
            .without("KEYMASTER_HOME")
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString());
  }

  @AfterEach
  void hang_up() {
    agents.forEach(StandInAgent::close);
  }

  private void agent(Function<byte[], byte[]> answers) throws IOException {
    agents.add(new StandInAgent(socket, answers));
  }

  private void answers(byte[] body) throws IOException {
    byte[] response = StandInAgent.response(200, body);
    agent(request -> response);
  }

  private static NamedBytes.Writer out(String text) {
    return new NamedBytes.Writer().add("out", text.getBytes(UTF_8));
  }

  private static byte[] become(Map<String, String> variables) {
    NamedBytes.Writer answer = new NamedBytes.Writer();
    variables.forEach((name, value) -> answer.add("set:" + name, value.getBytes(UTF_8)));
    return answer.add("become", new byte[0]).bytes();
  }

  private void falls_back(KeymasterProcess process, String... arguments) {
    KeymasterProcess.Outcome outcome = process.run(arguments).succeeds();
    assertThat(outcome.text()).startsWith("launcher <" + arguments[0] + ">");
    assertThat(outcome.errors()).isEmpty();
  }

  @Test
  void is_a_static_executable_that_bears_the_build() throws IOException {
    Path front = House.IMAGE.resolve("bin/keymaster");
    byte[] bytes = Files.readAllBytes(front);
    assertThat(Arrays.copyOf(bytes, 4)).containsExactly(0x7f, 'E', 'L', 'F');
    assertThat(keymaster.runCommand(List.of("readelf", "-l", front.toString())).text())
        .contains("LOAD")
        .doesNotContain("INTERP");
    String build = new String(bytes, bytes.length - 32, 32, UTF_8);
    assertThat(Files.readString(House.IMAGE.resolve("lib/launcher")))
        .contains("/" + build + ".aot");
  }

  @Test
  void prints_exactly_what_the_agent_says() throws IOException {
    byte[] value = new byte[300_000];
    new Random(25).nextBytes(value);
    answers(
        CommandAnswer.exit(
            new NamedBytes.Writer().add("out", value).add("err", "said\n".getBytes(UTF_8)), 77));
    KeymasterProcess.Outcome outcome = keymaster.run("get", "openai").exits(77);
    assertThat(outcome.out()).isEqualTo(value);
    assertThat(outcome.errors()).isEqualTo("said\n");
  }

  @Test
  void tells_words_folder_and_variables_byte_for_byte() throws IOException {
    answers(CommandAnswer.exit(out("x"), 0));
    Path work = Files.createDirectories(folder.resolve("wörk"));
    keymaster
        .at(work)
        .with("KEYMASTER_ENV", "prod")
        .with("DB", "km://prod/db")
        .with("KEYMASTER_PASSPHRASE", "sk-canary-01")
        .run("show", "öpenai", "", "--x=y z")
        .succeeds();
    CommandRequest request = CommandRequest.parse(agents.getLast().requests().getFirst());
    assertThat(request.arguments()).containsExactly("show", "öpenai", "", "--x=y z");
    assertThat(request.directory()).isEqualTo(work.toRealPath().toString());
    assertThat(request.environment())
        .containsEntry("KEYMASTER_ENV", "prod")
        .containsEntry("DB", "km://prod/db")
        .doesNotContainKey("KEYMASTER_PASSPHRASE");
    assertThat(request.terminals()).isEmpty();
    assertThat(new String(agents.getLast().requests().getFirst(), ISO_8859_1))
        .doesNotContain("sk-canary-01");
  }

  @Test
  void becomes_the_program_in_the_persons_own_surroundings() throws IOException {
    answers(become(Map.of("OPENAI_API_KEY", "sk-canary-02", "PATH_OF_PERSON", "new")));
    Path wrapper = folder.resolve("wrapper");
    LauncherTests.program(
        wrapper, "#!/bin/sh\numask 027\nulimit -S -c 5\nexec 7</dev/null\nexec \"$@\"\n");
    String seen =
        keymaster
            .with("KEYMASTER_PASSPHRASE", "sk-canary-03")
            .with("API_KEY_MASTER", "sk-canary-04")
            .with("KEYMASTER_ENV", "prod")
            .with("PATH_OF_PERSON", "old")
            .with("LD_LIBRARY_PATH", "/kept")
            .runUnder(
                List.of(wrapper.toString()),
                "run",
                "--",
                "sh",
                "-c",
                "env; umask; ulimit -S -c; ls /proc/$$/fd; grep Sig /proc/self/status; echo \"<$*>\"",
                "name",
                "a b",
                "",
                "--")
            .succeeds()
            .text();
    assertThat(seen)
        .contains("OPENAI_API_KEY=sk-canary-02\n", "PATH_OF_PERSON=new\n", "KEYMASTER_ENV=prod\n")
        .contains("LD_LIBRARY_PATH=/kept\n", "\n0027\n5\n0\n1\n2\nSig", "<a b  -->\n")
        .containsPattern("SigBlk:\\s+0+\n")
        .doesNotContain("sk-canary-03", "sk-canary-04", "PATH_OF_PERSON=old");
  }

  @Test
  void the_exit_code_of_the_program_is_its_own() throws IOException {
    answers(become(Map.of()));
    keymaster.run("run", "--", "sh", "-c", "exit 9").exits(9);
    keymaster.run("run", "--", "sh", "-c", "kill -TERM $$").exits(143);
  }

  @Test
  void what_cannot_be_started_is_left_to_the_launcher() throws IOException {
    answers(become(Map.of()));
    Path file = Files.writeString(folder.resolve("no-program"), "x");
    falls_back(keymaster, "run", "--", "no-such-program");
    falls_back(keymaster, "run", "--", file.toString());
    falls_back(keymaster, "run", "--", folder.toString());
    falls_back(keymaster, "run", "--", "");
    assertThat(agents.getLast().requests()).isEmpty();
  }

  @Test
  void everything_else_reaches_the_launcher_as_it_was_typed() {
    assertThat(keymaster.run("add", "a b", "", "$x", "--", "ü").text())
        .startsWith("launcher <add> <a b> <> <$x> <--> <ü>");
    assertThat(keymaster.run().text()).startsWith("launcher core");
    falls_back(keymaster, "get", "openai");
  }

  @Test
  void SL5_whatever_is_no_agent_of_this_build_prints_nothing() throws IOException {
    byte[] whole = StandInAgent.response(200, CommandAnswer.exit(out("sk-canary-05"), 0));
    agent(request -> StandInAgent.response(421, new byte[0]));
    falls_back(keymaster, "get", "openai");
    agents.getLast().close();
    falls_back(keymaster, "get", "openai"); // a stale socket
    Files.delete(socket);
    agent(request -> Arrays.copyOf(whole, whole.length - 1)); // died while it answered
    falls_back(keymaster, "get", "openai");
    agents.getLast().close();
    Files.delete(socket);
    agent(request -> new byte[0]);
    falls_back(keymaster, "get", "openai");
  }

  @Test
  void SL5_a_socket_that_somebody_else_could_have_put_there_is_not_used() throws IOException {
    answers(CommandAnswer.exit(out("sk-canary-06"), 0));
    Path parent = Objects.requireNonNull(socket.getParent());
    shell("chmod 750 '" + parent + "'");
    falls_back(keymaster, "get", "openai");
    shell("chmod 700 '" + parent + "'; chown 65534 '" + parent + "'");
    falls_back(keymaster, "get", "openai");
    shell("chown 0 '" + parent + "'; mv '" + parent + "' '" + parent + "2'");
    Files.createSymbolicLink(parent, Path.of(parent + "2"));
    falls_back(keymaster, "get", "openai");
    assertThat(agents.getLast().requests()).isEmpty();
  }

  @Test
  void a_socket_path_that_is_too_long_is_not_tried() throws IOException {
    Path deep = StandInAgent.folder(folder.resolve("d".repeat(100)));
    StandInAgent.folder(deep.resolve("keymaster"));
    falls_back(keymaster.with("XDG_RUNTIME_DIR", deep.toString()), "get", "openai");
  }

  @Test
  void without_an_agent_by_wish_nobody_is_asked() throws IOException {
    answers(CommandAnswer.exit(out("x"), 0));
    falls_back(keymaster.with("KEYMASTER_AGENT", "off"), "get", "openai");
    falls_back(keymaster.with("CI", "true"), "get", "openai");
    falls_back(keymaster.with("KEYMASTER_SAVED_CLASSPATH", "x"), "get", "openai");
    assertThat(agents.getLast().requests()).isEmpty();
  }

  @Test
  void a_reader_that_has_gone_and_a_full_disk_are_told_apart() throws IOException {
    answers(CommandAnswer.exit(out("sk-canary-07"), 0));
    String front = "'" + image.resolve("bin/keymaster") + "'";
    String gone = "{ sleep 0.2; " + front + " get x; echo $? >&2; } | true; sleep 0.4";
    assertThat(shell(gone).errors()).isEqualTo("141\n");
    KeymasterProcess.Outcome full =
        keymaster.runCommand(List.of("/bin/sh", "-c", front + " get x >/dev/full")).exits(1);
    assertThat(full.errors())
        .isEqualTo(
            """
            keymaster: cannot write to standard output: No space left on device
            hint: make room or write somewhere else
            """);
  }

  @Test
  void a_closed_stream_never_becomes_the_socket() throws IOException {
    answers(CommandAnswer.exit(out("sk-canary-08"), 0));
    String front = "'" + image.resolve("bin/keymaster") + "'";
    shell("exec >&-; " + front + " get x; exit 0");
    shell("exec <&-; " + front + " get x");
    assertThat(agents.getLast().requests()).isEmpty();
  }

  @Test
  void SL4_nothing_of_the_environment_gets_into_the_front() throws IOException {
    answers(CommandAnswer.exit(out("x"), 0));
    Path trace = folder.resolve("loaded");
    Path source =
        Files.writeString(
            folder.resolve("preload.c"),
            """
            #include <stdio.h>
            __attribute__((constructor)) static void here(void) { fclose(fopen("%s", "a")); }
            """
                .formatted(trace));
    String library = folder.resolve("preload.so").toString();
    keymaster
        .runCommand(List.of("gcc", "-shared", "-fPIC", "-o", library, source.toString()))
        .succeeds();
    KeymasterProcess hostile =
        keymaster.with("LD_PRELOAD", library).with("LD_AUDIT", library).with("PATH", "/nowhere");
    assertThat(hostile.run("get", "x").succeeds().text()).isEqualTo("x");
    assertThat(trace).doesNotExist();
  }

  @Test
  void SL4_the_memory_of_the_front_is_for_nobody() throws IOException {
    Path runtime = folder.resolve("other");
    String silent =
        "import socket, time; s = socket.socket(socket.AF_UNIX); s.bind('"
            + runtime
            + "/keymaster/agent.sock'); s.listen(); c = s.accept(); time.sleep(60)";
    shell("chmod 711 '" + folder + "'; mkdir -p '" + runtime + "/keymaster'");
    shell("chmod -R 700 '" + runtime + "'; chown -R 65534 '" + runtime + "'");
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    Process other = start(nobody, "python3", "-c", silent);
    while (!Files.exists(runtime.resolve("keymaster/agent.sock"))) {
      Thread.onSpinWait();
    }
    Process front =
        new KeymasterProcess(
                Path.of("/usr/bin/env"),
                keymaster.home(),
                Path.of("/"),
                Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                new byte[0])
            .start(words(nobody, image.resolve("bin/keymaster").toString(), "get", "x"));
    try {
      Path process = Path.of("/proc/" + front.pid());
      while (!core(process).equals("0")) {
        Thread.onSpinWait();
      }
      for (String secretive : List.of("mem", "maps", "environ")) {
        String[] read = words(nobody, "head", "-c", "1", process.resolve(secretive).toString());
        assertThat(keymaster.runCommand(List.of(read)).exit()).as(secretive).isNotZero();
      }
    } finally {
      front.destroyForcibly();
      other.destroyForcibly();
    }
  }

  private static String core(Path process) throws IOException {
    return Files.readString(process.resolve("limits"))
        .replaceFirst("(?s).*Max core file size +(\\S+) .*", "$1");
  }

  private Process start(List<String> wrapper, String... command) {
    return keymaster.through(Path.of("/usr/bin/env")).start(words(wrapper, command));
  }

  private static String[] words(List<String> first, String... then) {
    return Stream.concat(first.stream(), Stream.of(then)).toArray(String[]::new);
  }

  private KeymasterProcess.Outcome shell(String command) {
    return keymaster.runCommand(List.of("/bin/sh", "-c", command)).succeeds();
  }
}
