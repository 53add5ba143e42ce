package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.checks.KeymasterProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real agent of a person who is not root, over a vault with a passphrase and one key; started
 * and used by the real program. What this process knows, the agent's must not show.
 */
final class SecludedAgent implements AutoCloseable {
  /** Runs a command as that person. */
  static final List<String> AS_PERSON =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  /** The passphrase of the vault. */
  final String passphrase;

  /** The value of the key openai. */
  final String value;

  /** Where the person's files are. */
  final Path folder;

  final KeymasterProcess keymaster;
  private final List<String> wrapper;

  /**
   * Makes the vault; starts nothing.
   *
   * @param wrapper a command that the program is started by, such as {@code prlimit …}
   */
  SecludedAgent(Path folder, String... wrapper) throws IOException {
    HexFormat hex = HexFormat.of();
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    this.passphrase = hex.formatHex(random, 0, 12) + " sk-canary";
    this.value = "sk-canary-" + hex.formatHex(random, 12, 24);
    this.folder = folder;
    this.wrapper = new ArrayList<>(List.of(wrapper));
    this.wrapper.addAll(AS_PERSON);
    Path runtime = Files.createDirectories(folder.resolve("runtime"));
    this.keymaster =
        KeymasterProcess.in(folder)
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString());
    Path phrase = Files.writeString(folder.resolve("phrase"), passphrase);
    give();
    KeymasterProcess alone =
        keymaster.with("KEYMASTER_AGENT", "off").with("KEYMASTER_PASSPHRASE", passphrase);
    alone
        .runUnder(
            AS_PERSON,
            "vault",
            "init",
            "--slot",
            "passphrase",
            "--new-passphrase-file",
            phrase.toString())
        .succeeds();
    Files.delete(phrase);
    alone.withInput(value).runUnder(AS_PERSON, "add", "openai", "--stdin").succeeds();
  }

  /** Makes everything the person's. */
  private void give() throws IOException {
    try {
      Process chown = new ProcessBuilder("chown", "-R", "65534:65534", folder.toString()).start();
      assertThat(chown.waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    folder.toFile().setExecutable(true, false);
    folder.resolve("runtime").toFile().setReadable(false, false);
  }

  /** Runs the program as the person, with the agent. */
  Outcome run(String... arguments) {
    return keymaster.runUnder(wrapper, arguments);
  }

  /** Runs any command as the person. */
  Outcome attack(String... command) {
    List<String> all = new ArrayList<>(AS_PERSON);
    all.addAll(List.of(command));
    return keymaster.runCommand(all);
  }

  /** Starts the agent and unlocks it. */
  SecludedAgent unlocked() {
    keymaster.with("KEYMASTER_PASSPHRASE", passphrase).runUnder(wrapper, "unlock").succeeds();
    return this;
  }

  /** Returns the agent's process. */
  long pid() {
    String json = run("agent", "status", "--json").succeeds().text();
    return Long.parseLong(json.replaceAll("(?s).*\"pid\": ?([0-9]+).*", "$1"));
  }

  Path socket() throws IOException {
    try (var all = Files.walk(folder.resolve("runtime"))) {
      return all.filter(path -> path.endsWith("agent.sock")).findFirst().orElseThrow();
    }
  }

  /** Reveals the value of openai that often. */
  void reveal(int times) throws IOException {
    String script = House.ROOT.resolve("checks/memory/reveal.py").toString();
    Outcome outcome =
        attack("/usr/bin/python3", script, socket().toString(), "dev/openai", "" + times);
    assertThat(outcome.succeeds().text()).isEqualTo(times + "\n");
  }

  /** Looks for everything that opens anything in the vault as it is now. */
  MemoryScan scan(Path scratch) throws IOException {
    Path copy = Files.createDirectories(scratch.resolve("copy"));
    try (var files = Files.list(folder.resolve("home/data"))) {
      for (Path file : files.filter(path -> path.toString().contains("vault.db")).toList()) {
        Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return new MemoryScan(scratch)
        .withSecretsOf(copy.resolve("vault.db"), passphrase)
        .withSecret("passphrase", passphrase.getBytes(UTF_8))
        .withSecret("value", value.getBytes(UTF_8));
  }

  /** Returns what is still found once the agent had half a minute without a request. */
  static Map<String, Long> afterIdling(MemoryScan scan, long pid) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    Map<String, Long> copies = scan.copies(pid);
    while (!copies.isEmpty() && Instant.now().isBefore(end)) {
      TimeUnit.SECONDS.sleep(1);
      copies = scan.copies(pid);
    }
    return copies;
  }

  /** Waits until that process is gone. */
  static boolean ends(long pid) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (Files.exists(Path.of("/proc/" + pid)) && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return !Files.exists(Path.of("/proc/" + pid));
  }

  /** Waits until that process runs that program: before, it is root, who starts it. */
  static void becomes(long pid, String program) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    Path name = Path.of("/proc/" + pid + "/comm");
    while (!Files.readString(name).strip().equals(program) && Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public void close() {
    run("agent", "stop");
  }
}
