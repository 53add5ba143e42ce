package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program as a process: what it leaves behind, what others can see of it. */
final class ProcessTests {
  private static final String CANARY = "sk-canary-9c31f0";
  private static final String PASSPHRASE = "sk-canary-7d correct horse";

  @TempDir Path folder;
  private KeymasterProcess keymaster;

  @BeforeEach
  void home() {
    keymaster = KeymasterProcess.in(folder);
  }

  private void makeVault() {
    keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
  }

  private void makeVaultWithPassphrase() throws IOException {
    Path file = Files.writeString(folder.resolve("phrase"), PASSPHRASE);
    keymaster
        .run("vault", "init", "--slot", "passphrase", "--new-passphrase-file", file.toString())
        .succeeds();
    Files.delete(file);
  }

  @Test
  void a_value_goes_in_and_comes_out_byte_for_byte() {
    makeVault();
    keymaster.withInput(CANARY + "\n").run("add", "openai", "--stdin").succeeds();
    KeymasterProcess.Outcome got = keymaster.run("get", "openai").succeeds();
    assertThat(got.text()).isEqualTo(CANARY);
    assertThat(got.errors()).isEmpty();
    assertThat(keymaster.run("ls").succeeds().text()).isEqualTo("openai\n");
    keymaster
        .run("run", "--only", "openai", "--", "sh", "-c", "test \"$OPENAI_API_KEY\" = " + CANARY)
        .succeeds();
    keymaster.run("get", "no-such-key").refuses(3);
  }

  @Test
  void SL4_an_open_umask_opens_no_file() throws IOException {
    Path wrapper = folder.resolve("open");
    LauncherTests.program(wrapper, "#!/bin/sh\numask 000\nexec \"$@\"\n");
    List<String> open = List.of(wrapper.toString());
    String keyFile = keymaster.home().resolve("vault.key").toString();
    keymaster.runUnder(open, "vault", "init", "--key-file", keyFile).succeeds();
    keymaster.withInput(CANARY).runUnder(open, "add", "openai", "--stdin").succeeds();
    TreeMap<String, String> modes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(keymaster.home())) {
      for (Path path : all.toList()) {
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        modes.put(keymaster.home().relativize(path).toString(), mode);
      }
    }
    assertThat(modes).hasSizeGreaterThan(3).containsKey("data/vault.db");
    assertThat(modes.values()).allMatch(mode -> mode.endsWith("------"));
  }

  @Test
  void SL1_another_user_reads_nothing() {
    makeVault();
    keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
    KeymasterProcess.Outcome listed =
        keymaster.runCommand(
            List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "find",
                keymaster.home().toString(),
                folder.resolve("vault.key").toString(),
                "-readable"));
    assertThat(listed.text()).isEmpty();
    assertThat(listed.exit()).isEqualTo(1);
  }

  @Test
  void SL8_no_secret_is_in_the_arguments_or_the_environment_of_a_process() throws Exception {
    makeVaultWithPassphrase();
    Process adding =
        keymaster.with("KEYMASTER_PASSPHRASE", PASSPHRASE).start("add", "openai", "--stdin");
    ProcessHandle jvm = jvm(adding);
    for (String file : List.of("environ", "cmdline")) {
      byte[] seen = Files.readAllBytes(Path.of("/proc", "" + jvm.pid(), file));
      assertThat(seen).isNotEmpty();
      assertThat(new String(seen, UTF_8)).doesNotContain("canary");
    }
    try (OutputStream in = adding.getOutputStream()) {
      in.write(CANARY.getBytes(UTF_8));
    }
    assertThat(adding.waitFor()).isZero();
    assertThat(keymaster.with("KEYMASTER_PASSPHRASE", PASSPHRASE).run("get", "openai").text())
        .isEqualTo(CANARY);
  }

  /** The launcher becomes the JVM; this waits until it has. */
  private static ProcessHandle jvm(Process started) throws Exception {
    for (int i = 0; i < 600; i++) {
      String name = Files.readString(Path.of("/proc", "" + started.pid(), "comm")).strip();
      if (name.equals("java")) {
        Thread.sleep(300);
        return started.toHandle();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no JVM came");
  }

  @Test
  void SG24_a_crash_leaves_no_core_no_report_and_says_nothing_on_stdout() throws Exception {
    makeVault();
    Path wrapper = folder.resolve("limits");
    LauncherTests.program(wrapper, "#!/bin/sh\nulimit -c unlimited\nexec \"$@\"\n");
    Process adding =
        keymaster.through(wrapper).start(keymaster.program().toString(), "add", "x", "--stdin");
    ProcessHandle jvm = jvm(adding);
    keymaster.runCommand(List.of("kill", "-SEGV", "" + jvm.pid())).succeeds();
    assertThat(adding.waitFor()).isNotZero();
    assertThat(adding.getInputStream().readAllBytes()).isEmpty();
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("core") || name.startsWith("hs_err"));
    }
  }

  @Test
  void passphrases_are_asked_for_on_the_terminal_even_when_output_is_captured() {
    KeymasterProcess.Outcome made =
        keymaster
            .terminal()
            .await("assphrase")
            .type(PASSPHRASE + "\n")
            .await("again")
            .type(PASSPHRASE + "\n")
            .run("vault", "init", "--slot", "passphrase")
            .succeeds();
    assertThat(made.errors()).doesNotContain(PASSPHRASE);
    keymaster
        .with("KEYMASTER_PASSPHRASE", PASSPHRASE)
        .withInput(CANARY)
        .run("add", "openai", "--stdin")
        .succeeds();
    KeymasterProcess.Outcome got =
        keymaster
            .terminal()
            .capturingOutput()
            .await("assphrase")
            .type(PASSPHRASE + "\n")
            .run("get", "openai")
            .succeeds();
    assertThat(got.text()).isEqualTo(CANARY);
    assertThat(got.errors()).doesNotContain(PASSPHRASE);
  }

  @Test
  void control_c_at_the_prompt_restores_the_terminal() throws IOException {
    makeVaultWithPassphrase();
    keymaster
        .through(Path.of("/bin/bash"))
        .terminal()
        .await("assphrase")
        .type("half\u0003")
        .await(" echo ")
        .await("ended 130")
        .run("-c", "trap : INT; '" + keymaster.program() + "' get x; e=$?; stty -a; echo ended $e")
        .succeeds();
  }

  @Test
  void without_a_home_it_says_what_to_set() {
    assertThat(keymaster.without("HOME").without("KEYMASTER_HOME").run("ls").refuses(1).errors())
        .contains("HOME is not set", "hint: ");
  }

  @Test
  void nobody_listening_is_no_failure_and_a_full_disk_is() throws IOException {
    makeVault();
    keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
    KeymasterProcess shell = keymaster.through(Path.of("/bin/bash"));
    String pipe = "exec 3> >(exec true); sleep 0.2; '" + keymaster.program() + "' get openai >&3";
    KeymasterProcess.Outcome gone = shell.run("-c", pipe + "; echo $? >&2");
    assertThat(gone.errors()).isEqualTo("141\n");
    KeymasterProcess.Outcome full =
        shell.run("-c", "'" + keymaster.program() + "' get openai >/dev/full");
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.errors()).startsWith("keymaster: ").doesNotContain(CANARY);
  }
}
