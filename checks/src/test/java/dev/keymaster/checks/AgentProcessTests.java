package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real agent as a process: how it comes, who may talk to it, and how it goes. */
final class AgentProcessTests {
  private static final String CANARY = "sk-canary-a9e27f";
  private static final List<String> SOMEBODY_ELSE =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
  private static final Pattern COMMAND =
      Pattern.compile("^```sh\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path folder;
  private KeymasterProcess keymaster;

  @BeforeEach
  void vault_with_a_key() throws IOException {
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    keymaster =
        KeymasterProcess.in(folder)
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString());
    keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
    keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
  }

  @AfterEach
  void no_agent_is_left() {
    keymaster.run("lock");
    pid().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
  }

  private String status() {
    return keymaster.run("agent", "status", "--json").succeeds().text();
  }

  private java.util.Optional<Long> pid() {
    Matcher pid = Pattern.compile("\"pid\": ([0-9]+)").matcher(status());
    return pid.find()
        ? java.util.Optional.of(Long.valueOf(pid.group(1)))
        : java.util.Optional.empty();
  }

  private Path socket() {
    Matcher socket = Pattern.compile("\"socket\": \"([^\"]+)\"").matcher(status());
    assertThat(socket.find()).isTrue();
    return Path.of(socket.group(1));
  }

  /** A process that is gone, or dead and not yet buried by its parent. */
  private static boolean gone(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    return !Files.exists(stat) || Files.readString(stat).matches("(?s)[0-9]+ \\(.*\\) Z .*");
  }

  private void value_is_there() {
    assertThat(keymaster.run("get", "openai").succeeds().text()).isEqualTo(CANARY);
  }

  @Test
  void the_first_command_starts_it_and_the_next_need_no_slot() throws IOException {
    value_is_there();
    Files.move(folder.resolve("vault.key"), folder.resolve("away"));
    value_is_there();
    assertThat(keymaster.run("ls").succeeds().text()).contains("openai");
    keymaster.with("KEYMASTER_AGENT", "off").run("get", "openai").refuses(4);
    keymaster.with("CI", "true").run("get", "openai").refuses(4);
  }

  @Test
  void lock_returns_when_the_process_is_gone() throws IOException {
    value_is_there();
    long pid = pid().orElseThrow();
    assertThat(keymaster.run("lock").succeeds().errors()).contains("locked");
    assertThat(gone(pid)).isTrue();
    assertThat(folder.resolve("run/keymaster").toFile().list())
        .as("the folder of this home is left, and no socket")
        .hasSize(1)
        .doesNotContain("agent.sock");
    Files.move(folder.resolve("vault.key"), folder.resolve("away"));
    keymaster.run("get", "openai").refuses(4);
  }

  @Test
  void of_agents_that_are_started_at_once_one_serves_all() {
    keymaster.run("lock").succeeds();
    List<CompletableFuture<KeymasterProcess.Outcome>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> keymaster.run("get", "openai")))
            .limit(6)
            .toList();
    all.forEach(one -> assertThat(one.join().succeeds().text()).isEqualTo(CANARY));
    long serving =
        ProcessHandle.allProcesses().filter(process -> runs(process, folder.toString())).count();
    assertThat(serving).isEqualTo(1);
  }

  @Test
  void S102_a_socket_path_that_is_too_long_is_told_and_nothing_is_handed_out() throws IOException {
    Path long108 = Files.createDirectory(folder.resolve("x".repeat(108)));
    Files.setPosixFilePermissions(long108, PosixFilePermissions.fromString("rwx------"));
    KeymasterProcess there = keymaster.with("XDG_RUNTIME_DIR", long108.toString());
    assertThat(there.run("get", "openai").refuses(1).errors())
        .contains("longer than 107 bytes", "hint: KEYMASTER_AGENT=off");
    assertThat(there.with("KEYMASTER_AGENT", "off").run("get", "openai").succeeds().text())
        .isEqualTo(CANARY);
  }

  private static boolean runs(ProcessHandle process, String home) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      byte[] variables = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return new String(line, UTF_8).contains("agent\0serve\0")
          && new String(variables, UTF_8).contains("KEYMASTER_HOME=" + home);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void SL5_a_killed_agent_and_its_stale_socket_are_replaced() throws Exception {
    value_is_there();
    long pid = pid().orElseThrow();
    Path socket = socket();
    new ProcessBuilder("kill", "-9", pid + "").start().waitFor();
    while (!gone(pid)) {
      Thread.sleep(5);
    }
    assertThat(socket).exists();
    value_is_there();
    assertThat(pid().orElseThrow()).isNotEqualTo(pid);
  }

  @Test
  void SL5_malformed_frames_and_200_silent_connections_keep_no_good_client_out() {
    String programme = House.ROOT.resolve("checks/frames.py").toString();
    assertThat(
            keymaster
                .runCommand(List.of("/usr/bin/python3", programme, "2000", "5"))
                .succeeds()
                .text())
        .startsWith("2000 frames refused");
  }

  @Test
  void a_signal_to_end_ends_it_in_order() throws Exception {
    value_is_there();
    long pid = pid().orElseThrow();
    Path socket = socket();
    new ProcessBuilder("kill", "-HUP", pid + "").start().waitFor();
    while (!gone(pid)) {
      Thread.sleep(5);
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void wrong_passphrases_that_are_sent_to_it_have_to_wait() throws IOException {
    Path good = Files.writeString(folder.resolve("work/good"), "correct horse battery staple 7");
    Path wrong = Files.writeString(folder.resolve("work/wrong"), "not the right words at all");
    KeymasterProcess guessed = keymaster.with("KEYMASTER_HOME", folder.resolve("guessed") + "");
    guessed
        .run("vault", "init", "--slot", "passphrase", "--new-passphrase-file", good.toString())
        .succeeds();
    try {
      String last = "";
      for (int i = 0; i < 20 && !last.contains("attempts to unlock failed"); i++) {
        last = guessed.run("unlock", "--passphrase-file", wrong.toString()).refuses(4).errors();
      }
      assertThat(last).containsPattern("the next one is looked at in [0-9]+ s");
      assertThat(guessed.run("agent", "status").succeeds().text()).contains("locked");
    } finally {
      guessed.run("lock");
    }
  }

  @Test
  void a_vault_that_another_program_re_keyed_is_unlocked_anew_and_not_one_that_the_agent_did()
      throws IOException {
    value_is_there();
    long pid = pid().orElseThrow();
    keymaster.run("vault", "rekey", "--yes").succeeds();
    value_is_there();
    assertThat(pid().orElseThrow()).as("it goes on with the new keys").isEqualTo(pid);
    keymaster.with("KEYMASTER_AGENT", "off").run("vault", "rekey", "--yes").succeeds();
    value_is_there();
    assertThat(pid().orElseThrow()).isNotEqualTo(pid);
  }

  @Test
  void while_it_is_unlocked_no_command_opens_the_vault_a_second_time() throws IOException {
    value_is_there();
    Files.move(folder.resolve("vault.key"), folder.resolve("away"));
    for (String command :
        List.of(
            "policy show",
            "role list",
            "mfa status",
            "session list",
            "approve list",
            "alert list",
            "report access",
            "audit export --pseudonymous",
            "audit prune",
            "vault verify")) {
      assertThat(keymaster.run(command.split(" ", -1)).exit()).as(command).isZero();
    }
    assertThat(keymaster.run("session", "list").succeeds().text()).as("its own").contains(" *");
  }

  @Test
  void what_fails_in_the_agent_has_the_exit_code_that_it_has_without() {
    value_is_there();
    assertThat(keymaster.run("get", "nothing").refuses(3).errors()).contains("hint: ");
    keymaster.run("edit", "openai", "--status", "inactive").succeeds();
    keymaster.run("get", "openai").refuses(5);
  }

  @Test
  void SL1_another_user_reaches_neither_socket_nor_vault() throws Exception {
    value_is_there();
    Path socket = socket();
    List<String> curl =
        List.of("curl", "-sS", "--unix-socket", socket.toString(), "http://k/v1/keys/dev/openai");
    List<String> other = new ArrayList<>(SOMEBODY_ELSE);
    other.addAll(curl);
    assertThat(keymaster.runCommand(curl).succeeds().text()).contains("\"name\":\"openai\"");
    assertThat(keymaster.runCommand(other).exit()).as("the folder keeps him out").isEqualTo(7);
    openAll(socket);
    KeymasterProcess.Outcome refused = keymaster.runCommand(other);
    assertThat(refused.text()).as("and so does the agent").doesNotContain("openai");
    List<String> answered = new ArrayList<>(other);
    answered.addAll(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    assertThat(keymaster.runCommand(answered).text()).isEqualTo("403");
  }

  /** As if somebody had opened every folder and the socket to everybody. */
  private void openAll(Path socket) throws IOException {
    @Nullable Path path = socket;
    while (path != null && path.startsWith(folder)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      path = path.getParent();
    }
  }

  @Test
  void SL1_an_agent_of_another_user_gets_no_secret() throws Exception {
    keymaster.run("lock").succeeds();
    Path socket = socket();
    Path runtime = Objects.requireNonNull(socket.getParent());
    Files.createDirectories(runtime);
    Path heard = folder.resolve("heard");
    Files.writeString(heard, "");
    openAll(runtime);
    Files.setPosixFilePermissions(heard, PosixFilePermissions.fromString("rw-rw-rw-"));
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
        import os; os.chmod(sys.argv[1], 0o777); print("up", flush=True)
        while True:
            c = s.accept()[0]; open(sys.argv[2], "ab").write(c.recv(4096)); c.close()
        """;
    List<String> command = new ArrayList<>(SOMEBODY_ELSE);
    command.addAll(List.of("/usr/bin/python3", "-c", script, socket.toString(), heard.toString()));
    Process impostor = new ProcessBuilder(command).start();
    try {
      assertThat(impostor.inputReader().readLine()).isEqualTo("up");
      assertThat(keymaster.run("get", "openai").exit()).isNotZero();
      assertThat(heard).isEmptyFile();
    } finally {
      impostor.destroyForcibly().waitFor();
      Files.deleteIfExists(socket);
    }
  }

  @Test
  void SL4_nothing_of_a_hostile_environment_reaches_it() throws IOException {
    keymaster
        .with("JAVA_TOOL_OPTIONS", "-javaagent:/nowhere.jar")
        .with("LD_PRELOAD", "/nowhere.so")
        .with("KEYMASTER_PASSPHRASE", "sk-canary-phrase")
        .with("KEYMASTER_WHATEVER", "sk-canary-variable")
        .with("TMPDIR", "/nowhere")
        .run("get", "openai")
        .succeeds();
    Path environ = Path.of("/proc/" + pid().orElseThrow() + "/environ");
    assertThat(new String(Files.readAllBytes(environ), UTF_8).split("\0"))
        .extracting(line -> line.replaceFirst("=.*", ""))
        .isSubsetOf(
            Arrays.asList(
                "PATH",
                "HOME",
                "XDG_RUNTIME_DIR",
                "KEYMASTER_HOME",
                "LANG",
                "PWD",
                "KEYMASTER_TTY",
                "KEYMASTER_SAVED_UMASK",
                "KEYMASTER_SAVED_CORE",
                "_",
                "SHLVL",
                "OLDPWD"));
  }

  @Test
  void the_examples_of_the_protocol_page_work_with_the_real_curl() throws IOException {
    value_is_there();
    String page = Files.readString(House.ROOT.resolve("docs/protocol.md"));
    Matcher block = COMMAND.matcher(page);
    assertThat(block.find()).isTrue();
    String script =
        "set -e\nkeymaster() { \""
            + keymaster.program()
            + "\" \"$@\"; }\n"
            + block.group(1).replace("curl -sS", "curl -sS --fail-with-body");
    String said = keymaster.runCommand(List.of("sh", "-c", script)).succeeds().text();
    assertThat(said)
        .contains(
            "\"build\":\"",
            "\"keys\":[{",
            CANARY + CANARY,
            "\"note\":\"by curl\"",
            "\"events\":[{");
    assertThat(keymaster.run("show", "openai").succeeds().text()).contains("by curl");
  }

  @Test
  void an_upgrade_under_a_running_agent_loses_no_request_and_asks_for_nothing() throws Exception {
    keymaster.run("lock").succeeds();
    Path image = folder.resolve("image");
    new ProcessBuilder("cp", "-a", House.IMAGE.toString(), image.toString()).start().waitFor();
    keymaster = keymaster.through(image.resolve("lib/launcher"));
    value_is_there();
    long old = pid().orElseThrow();
    Files.move(folder.resolve("vault.key"), folder.resolve("away"));
    Path launcher = image.resolve("lib/launcher");
    String text = Files.readString(launcher);
    Files.writeString(
        launcher, text.replaceFirst("keymaster\\.build=[0-9a-f]+", "keymaster.build=0123abcd"));
    List<CompletableFuture<KeymasterProcess.Outcome>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> keymaster.run("get", "openai")))
            .limit(6)
            .toList();
    all.forEach(one -> assertThat(one.join().succeeds().text()).isEqualTo(CANARY));
    value_is_there();
    assertThat(status()).contains("\"build\": \"0123abcd\"");
    assertThat(pid().orElseThrow()).isNotEqualTo(old);
    while (!gone(old)) {
      Thread.sleep(5);
    }
    value_is_there();
  }

  @Test
  void unlocking_is_told_and_stopping_twice_is_harmless() {
    assertThat(keymaster.run("unlock").succeeds().errors()).contains("unlocked by key-file");
    assertThat(keymaster.run("agent", "status").succeeds().text()).contains("unlocked since");
    keymaster.run("agent", "stop").succeeds();
    assertThat(keymaster.run("agent", "stop").succeeds().errors()).contains("locked already");
    keymaster.with("CI", "true").run("unlock").refuses(2);
  }
}
