package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The hook of real shells in front of the real front and its agent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShellHookProcessTests {
  private static final Path NAUGHTY =
      House.ROOT.resolve("features/src/test/resources/text/blns.json");

  /** Every which of the naughty strings is tried; 1 for all of them. */
  private static final int STEP = Integer.getInteger("keymaster.naughty", 5);

  private Path folder;
  private KeymasterProcess keymaster;
  private Path project;

  @BeforeAll
  void a_vault_and_a_project(@TempDir Path shared) throws IOException {
    folder = shared;
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    keymaster =
        KeymasterProcess.in(folder)
            .with("XDG_RUNTIME_DIR", runtime.toString())
            .without("KEYMASTER_AGENT");
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput("sk-canary-50b1").run("add", "openai", "--stdin").succeeds();
    project = project("it's mine", "keys: {openai: OPENAI_API_KEY}");
    for (String shell : List.of("bash", "zsh", "fish")) {
      Files.write(folder.resolve(shell), keymaster.run("shell-hook", shell).succeeds().out());
    }
  }

  private Path project(String name, String says) throws IOException {
    Path root = Files.createDirectories(keymaster.directory().resolve(name));
    Files.writeString(root.resolve("keymaster.yaml"), "version: 1\n" + says + "\n");
    keymaster.at(root).run("trust", "--yes").succeeds();
    return root;
  }

  @BeforeEach
  void unlocked() {
    keymaster.run("unlock").succeeds();
  }

  @AfterAll
  void stop() {
    keymaster.run("agent", "stop");
  }

  private KeymasterProcess.Outcome in(String shell, String script) {
    String whole = "source '" + folder.resolve(shell) + "'\n" + script;
    return keymaster.runCommand(
        switch (shell) {
          case "bash" -> List.of("bash", "--norc", "--noprofile", "-c", whole);
          case "zsh" -> List.of("zsh", "-f", "-c", whole);
          default -> List.of("fish", "--no-config", "-c", whole);
        });
  }

  @Test
  void A4_keys_come_with_the_folder_and_go_with_the_agent_never_started_by_a_prompt()
      throws IOException {
    int before = releases();
    String way =
        """
        cd "it's mine"; _keymaster_hook; printenv OPENAI_API_KEY
        _keymaster_hook
        cd ..; _keymaster_hook; printenv OPENAI_API_KEY; true
        """;
    for (String shell : List.of("bash", "zsh", "fish")) {
      KeymasterProcess.Outcome outcome = in(shell, way).succeeds();
      assertThat(outcome.text()).as(shell).isEqualTo("sk-canary-50b1\n");
      assertThat(outcome.errors()).as(shell).isEmpty();
    }
    assertThat(releases()).as("one for each shell").isEqualTo(before + 3);
    keymaster.run("lock").succeeds();
    KeymasterProcess.Outcome locked = in("bash", way).succeeds();
    assertThat(locked.text() + locked.errors()).isEmpty();
    assertThat(keymaster.run("agent", "status").succeeds().text()).contains("not running");
  }

  private int releases() {
    String log = keymaster.run("audit", "--last", "1000", "--json").succeeds().text();
    return log.split("\"shell hook\"", -1).length - 1;
  }

  @Test
  void A4_direnv_has_the_keys_by_a_line_of_its_own() throws IOException {
    Path library = Path.of(keymaster.environment().get("HOME"), ".config/direnv/lib/keymaster.sh");
    Files.createDirectories(library.getParent());
    Files.write(library, keymaster.run("shell-hook", "direnv").succeeds().out());
    Files.writeString(project.resolve(".envrc"), "use keymaster\n");
    KeymasterProcess there = keymaster.at(project);
    there.runCommand(List.of("direnv", "allow")).succeeds();
    assertThat(
            there
                .runCommand(List.of("direnv", "exec", ".", "printenv", "OPENAI_API_KEY"))
                .succeeds()
                .text())
        .isEqualTo("sk-canary-50b1\n");
  }

  @Test
  void SP_what_the_policy_refuses_is_told_in_one_line_once() throws IOException {
    Path policy = folder.resolve("policy.txt");
    Files.writeString(
        policy,
        "deny reveal in prod because \"keymaster run -- COMMAND\"\n"
            + keymaster.run("policy", "show").succeeds().text());
    keymaster.run("policy", "edit", "--from-file", policy.toString()).succeeds();
    keymaster
        .withInput("sk-canary-50b2")
        .run("add", "openai", "--env", "prod", "--stdin")
        .succeeds();
    project("prod", "settings: {default_environment: prod}\nkeys: {openai: OPENAI_API_KEY}");
    KeymasterProcess.Outcome outcome =
        in("bash", "cd prod; _keymaster_hook; _keymaster_hook; printenv OPENAI_API_KEY\n").exits(1);
    assertThat(outcome.text()).isEmpty();
    assertThat(outcome.errors())
        .startsWith("keymaster: no keys here: ")
        .endsWith("; then keymaster_again)\n")
        .hasLineCount(1);
  }

  @Test
  void A5_naughty_strings_arrive_in_every_shell() throws IOException {
    Map<String, String> values = naughty();
    assertThat(values).hasSizeGreaterThan(500 / STEP);
    keymaster
        .withInput(
            values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
                .collect(Collectors.joining()))
        .run("import", "-", "--all", "--env", "odd")
        .succeeds();
    project("odd", "settings: {default_environment: odd}\nservices: {custom: }");
    for (String shell : List.of("bash", "zsh", "fish")) {
      KeymasterProcess.Outcome outcome = in(shell, "cd odd; _keymaster_hook; env -0").succeeds();
      Map<String, String> seen = new LinkedHashMap<>();
      for (String variable : outcome.text().split("\0", 0)) {
        seen.put(
            variable.substring(0, variable.indexOf('=')),
            variable.substring(variable.indexOf('=') + 1));
      }
      seen.keySet().retainAll(values.keySet());
      assertThat(seen).as(shell + outcome.errors()).isEqualTo(values);
    }
  }

  /** All that a .env file can hold and an import takes for a value. */
  private static Map<String, String> naughty() throws IOException {
    List<?> all = (List<?>) JsonReader.value(Files.readAllBytes(NAUGHTY));
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i += STEP) {
      String text = String.valueOf(all.get(i));
      if (!text.contains("\0") && !(text.contains("'") && text.contains("$"))) {
        values.put("ODD_" + i, text + "~"); // no placeholder so
      }
    }
    return values;
  }

  private static String quoted(String text) {
    return text.contains("'")
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\""
        : "'" + text + "'";
  }
}
