package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell is told before a prompt, and what bash, zsh and fish themselves make of it. */
class ShellHookTests {
  private final FakeWorld world;
  private final Path file;

  ShellHookTests(@TempDir Path directory) throws IOException {
    world = new FakeWorld(directory.toRealPath());
    file = world.directory.resolve("keymaster.yaml");
  }

  @BeforeEach
  void a_project_with_a_key() {
    world.environment.put("HOME", "/");
    world.engine.with("dev", "openai", "openai", "sk-canary-50a1");
    world.engine.with("prod", "openai", "openai", "sk-canary-50a2");
    world.run("init");
    world.run("use", "openai");
    world.engine.events.clear();
  }

  private String asked(String... words) {
    assertThat(world.run(words)).isZero();
    return world.stdout();
  }

  private static String mark(String answer) {
    return answer.substring(answer.lastIndexOf(' ') + 1).strip();
  }

  @Test
  void A4_a_project_gives_its_keys_once_and_again_when_they_change() {
    String first = asked("__hook", "bash");
    assertThat(first)
        .matches(
            """
            _keymaster_leave
            _keymaster_set OPENAI_API_KEY 'sk-canary-50a1'
            _keymaster_keep [0-9a-f]{16}
            """);
    assertThat(world.engine.events)
        .extracting(event -> event.kind() + " " + event.detail())
        .containsExactly("REVEAL shell hook");
    assertThat(asked("__hook", "bash", mark(first))).isEmpty();
    assertThat(world.engine.events).hasSize(1);
    world.engine.with("dev", "openai", "openai", "sk-canary-50a3");
    String second = asked("__hook", "zsh", mark(first));
    assertThat(second).contains("'sk-canary-50a3'");
    world.run("env", "prod");
    assertThat(asked("__hook", "fish", mark(second))).contains("'sk-canary-50a2'");
    assertThat(asked("__hook", "export")).isEqualTo("export OPENAI_API_KEY='sk-canary-50a2'\n");
    world.run("use", "openai", "--rm");
    assertThat(asked("__hook", "bash", mark(second)))
        .startsWith("_keymaster_leave\n_keymaster_keep ");
  }

  @Test
  void A4_what_nobody_trusts_gives_nothing_and_is_told_in_one_line_once() throws IOException {
    Files.writeString(file, Files.readString(file) + "# changed\n");
    String answer = asked("__hook", "bash");
    assertThat(answer).startsWith("_keymaster_leave\n_keymaster_keep ");
    assertThat(world.stderr())
        .isEqualTo("keymaster: no keys here: keymaster.yaml is not trusted (keymaster trust)\n");
    assertThat(asked("__hook", "bash", mark(answer))).isEmpty();
    assertThat(world.stderr()).isEmpty();
    assertThat(world.engine.events).isEmpty();
    world.run("trust", "--yes");
    assertThat(asked("__hook", "bash", mark(answer))).contains("sk-canary-50a1");
  }

  @Test
  void A4_a_project_that_names_no_key_gives_none() throws IOException {
    world.run("use", "openai", "--rm");
    world.environment.put("OTHER", "km://dev/openai");
    assertThat(asked("__hook", "bash")).doesNotContain("_keymaster_set");
    Files.delete(file);
    assertThat(asked("__hook", "bash")).doesNotContain("_keymaster_set");
    assertThat(world.engine.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CODE_NEEDED", "DENIED", "APPROVAL_NEEDED"})
  void SP_a_refusal_is_one_line_and_nobody_is_asked(String code) {
    world.attended("never asked");
    world.engine.failure = new KeymasterException(Code.valueOf(code), "no", "do this");
    assertThat(asked("__hook", "bash")).doesNotContain("_keymaster_set");
    assertThat(world.stderr())
        .isEqualTo("keymaster: no keys here: no (do this; then keymaster_again)\n");
    assertThat(world.terminal.prompts).isEmpty();
  }

  @Test
  void a_locked_vault_is_met_with_silence() {
    world.engine.failure = new KeymasterException(Code.LOCKED, "locked", "keymaster unlock");
    assertThat(asked("__hook", "bash")).isEmpty();
    assertThat(world.stderr()).isEmpty();
  }

  @Test
  void a_shell_that_is_not_known_is_a_usage_error() {
    assertThat(world.run("shell-hook", "tcsh")).isEqualTo(2);
    assertThat(world.stderr()).endsWith("hint: bash, zsh, fish, direnv or mise\n");
    assertThat(asked("shell-hook", "direnv")).contains("use_keymaster()", "__hook export");
    assertThat(asked("shell-hook", "mise")).contains("__hook export");
  }

  /** Runs lines in the shell, with a keymaster that answers what {@code answer} holds. */
  private String in(String shell, String... lines) throws Exception {
    Path hook = Files.writeString(world.directory.resolve("hook"), asked("shell-hook", shell));
    Path bin = Files.createDirectories(world.directory.resolve("bin"));
    Path program = bin.resolve("keymaster");
    Files.writeString(
        program,
        "#!/bin/sh\necho \"$*\" >>" + bin + "/asked\n[ -n \"$3\" ] || cat " + bin + "/answer\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String script = "source " + hook + "\n" + String.join("\n", lines) + "\n";
    List<String> bare =
        switch (shell) {
          case "bash" -> List.of("bash", "--norc", "--noprofile", "-c", script);
          case "zsh" -> List.of("zsh", "-f", "-c", script);
          default -> List.of("fish", "--no-config", "-c", script);
        };
    ProcessBuilder builder =
        new ProcessBuilder(bare).directory(world.directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().put("HOME", bin.toString());
    builder.environment().put("FORMER", "it's\nmine");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private void answer(String shell) throws IOException {
    world.engine.with("dev", "former", "custom", "sk-canary-50a4");
    world.run("use", "former");
    Path bin = Files.createDirectories(world.directory.resolve("bin"));
    assertThat(world.run("__hook", shell)).isZero();
    Files.write(bin.resolve("answer"), world.out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void A4_leaving_puts_back_what_was_there(String shell) throws Exception {
    answer(shell);
    String or = shell.equals("fish") ? "; or " : " || ";
    String said =
        in(
            shell,
            "cd sub >/dev/null 2>&1" + or + "mkdir sub",
            "_keymaster_hook",
            "printenv OPENAI_API_KEY FORMER",
            "cd sub",
            "_keymaster_hook",
            "printenv FORMER",
            "cd /",
            "_keymaster_hook",
            "printenv OPENAI_API_KEY" + or + "echo none",
            "printenv FORMER",
            "env | grep -c _keymaster" + or + "true",
            "cat " + world.directory + "/bin/asked");
    assertThat(said)
        .isEqualTo(
            "sk-canary-50a1\nsk-canary-50a4\nsk-canary-50a4\nnone\nit's\nmine\n0\n__hook "
                + shell
                + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void A4_a_shell_in_the_shell_knows_what_was_set(String shell) throws Exception {
    answer(shell);
    String again =
        switch (shell) {
          case "bash" -> "bash --norc --noprofile -c";
          case "zsh" -> "zsh -f -c";
          default -> "fish --no-config -c";
        };
    String hook = world.directory.resolve("hook").toString();
    String said =
        in(
            shell,
            "_keymaster_hook",
            again
                + " 'source "
                + hook
                + "; _keymaster_hook; printenv FORMER; cd /; _keymaster_hook; printenv FORMER'",
            "printenv FORMER");
    assertThat(said).isEqualTo("sk-canary-50a4\nit's\nmine\nsk-canary-50a4\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void A5_attack_a_variable_called_like_one_of_the_script_s_own_stays_in_no_shell(String shell)
      throws Exception {
    for (String name : List.of("name", "was")) {
      world.engine.with("dev", name, "custom", "sk-canary-" + name);
      world.run("use", name, "--as", name);
    }
    answer(shell);
    String none = shell.equals("fish") ? "; or echo none" : " || echo none";
    String said =
        in(shell, "_keymaster_hook", "printenv name was", "cd /", "_keymaster_hook")
            + in(shell, "_keymaster_hook", "cd /", "_keymaster_hook", "printenv name was" + none);
    assertThat(said).isEqualTo("sk-canary-name\nsk-canary-was\nnone\n");
    assertThat(world.run("use", "openai", "--as", "_keymaster_names")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void A5_values_of_any_content_arrive(String shell) throws Exception {
    byte[] odd = new byte[255];
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (byte) (i + 1);
    }
    List<byte[]> values =
        List.of(
            odd,
            "it's \\' \"$HOME\" `id` $(id) \\n !! ${X} \\\\".getBytes(UTF_8),
            "-n end\n\n".getBytes(UTF_8),
            "\r\n*?[a]~ #;&|<> zwölf 木".getBytes(UTF_8));
    StringBuilder print = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      Path value = Files.write(world.directory.resolve("value"), values.get(i));
      assertThat(
              world.run(
                  "add", "odd" + i, "--raw", "--from-file", value.toString(), "--service", "x"))
          .isZero();
      world.run("use", "odd" + i, "--as", "ODD" + i);
      print.append("printenv ODD").append(i).append("; printf '\\n--\\n'; ");
    }
    answer(shell);
    String said = in(shell, "_keymaster_hook", print.toString());
    StringBuilder expected = new StringBuilder();
    values.forEach(value -> expected.append(new String(value, ISO_8859_1)).append("\n\n--\n"));
    assertThat(said).isEqualTo(expected.toString());
  }

  @Test
  void a_value_with_a_nul_is_told_and_leaves_no_half_script() throws IOException {
    Path value = Files.write(world.directory.resolve("value"), new byte[] {'a', 0, 'b'});
    world.run("add", "nul", "--raw", "--from-file", value.toString(), "--service", "x");
    world.run("use", "nul");
    assertThat(asked("__hook", "bash")).doesNotContain("_keymaster_set");
    assertThat(world.stderr()).startsWith("keymaster: no keys here: the value for NUL holds a NUL");
  }
}
