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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook of real shells in front of the real front and its agent. */
final class ShellHookProcessTests {
  private static final Path NAUGHTY =
      House.ROOT.resolve("features/src/test/resources/text/blns.json");

  @TempDir Path folder;
  private KeymasterProcess keymaster;
  private Path project;

  @BeforeEach
  void an_agent_and_a_project() throws IOException {
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    keymaster =
        KeymasterProcess.in(folder)
            .with("XDG_RUNTIME_DIR", runtime.toString())
            .without("KEYMASTER_AGENT");
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput("sk-canary-50b1").run("add", "openai", "--stdin").succeeds();
    project = Files.createDirectories(keymaster.directory().resolve("it's mine"));
    keymaster.at(project).run("init").succeeds();
    keymaster.at(project).run("use", "openai").succeeds();
    for (String shell : List.of("bash", "zsh", "fish")) {
      Files.write(folder.resolve(shell), keymaster.run("shell-hook", shell).succeeds().out());
    }
  }

  @AfterEach
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
    keymaster.run("unlock").succeeds();
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
    String log = keymaster.run("audit", "--json").succeeds().text();
    assertThat(log.split("\"shell hook\"", -1)).as("one release for each shell").hasSize(4);
    keymaster.run("lock").succeeds();
    KeymasterProcess.Outcome locked = in("bash", way).succeeds();
    assertThat(locked.text() + locked.errors()).isEmpty();
    assertThat(keymaster.run("agent", "status").succeeds().text()).contains("not running");
  }

  @Test
  void A4_direnv_has_the_keys_by_a_line_of_its_own() throws IOException {
    keymaster.run("unlock").succeeds();
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
    keymaster.at(project).run("env", "prod").succeeds();
    KeymasterProcess.Outcome outcome =
        in("bash", "cd \"it's mine\"; _keymaster_hook; _keymaster_hook; printenv OPENAI_API_KEY\n")
            .exits(1);
    assertThat(outcome.text()).isEmpty();
    assertThat(outcome.errors())
        .startsWith("keymaster: no keys here: ")
        .endsWith("; then keymaster_again)\n")
        .hasLineCount(1);
  }

  @Test
  void A5_naughty_strings_arrive_in_every_shell() throws IOException {
    Map<String, String> values = naughty();
    assertThat(values).hasSizeGreaterThan(500);
    keymaster.run("unlock").succeeds();
    keymaster
        .withInput(
            values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
                .collect(Collectors.joining()))
        .run("import", "-", "--all", "--env", "odd")
        .succeeds();
    Path odd = Files.createDirectories(keymaster.directory().resolve("odd"));
    Files.writeString(
        odd.resolve("keymaster.yaml"),
        "version: 1\nsettings: {default_environment: odd}\nservices: {custom: }\n");
    keymaster.at(odd).run("trust", "--yes").succeeds();
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
    Object list = JsonReader.value(Files.readAllBytes(NAUGHTY));
    Map<String, String> values = new LinkedHashMap<>();
    Stream<String> all = ((List<?>) list).stream().map(String::valueOf);
    all.filter(text -> !text.contains("\0") && !(text.contains("'") && text.contains("$")))
        .forEach(text -> values.put("ODD_" + values.size(), text + "~")); // no placeholder so
    return values;
  }

  private static String quoted(String text) {
    return text.contains("'")
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\""
        : "'" + text + "'";
  }
}
