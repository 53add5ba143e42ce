package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts are tried in the shells themselves. */
class CompletionTests {
  private final FakeWorld world;

  CompletionTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-1");
    world.engine.with("dev", "other", "custom", "sk-canary-2");
  }

  @Test
  void names_are_listed_for_completion() {
    assertThat(world.run("__complete")).isZero();
    assertThat(world.stdout()).isEqualTo("openai\nother\n");
    assertThat(world.run("__complete", "--env", "prod")).isZero();
    assertThat(world.stdout()).isEmpty();
  }

  @Test
  void completion_never_asks_and_never_complains() {
    world.engine.passphrase = "correct horse battery";
    world.attended("correct horse battery");
    assertThat(world.run("__complete")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEmpty();
    assertThat(world.terminal.prompts).isEmpty();
  }

  @Test
  void unknown_shell_is_a_usage_error() {
    assertThat(world.run("completion", "tcsh")).isEqualTo(2);
    assertThat(world.stderr()).endsWith("hint: bash, zsh or fish\n");
  }

  @ParameterizedTest
  @CsvSource({
    "keymaster roll,             rollback",
    "keymaster get --rev,        --reveal",
    "keymaster get o,            openai other",
    "keymaster get --env prod o, openai-prod",
    "keymaster audit s,          show",
    "keymaster audit show --la,  --last",
    "keymaster completion o,     ''",
  })
  void bash_completes(String line, String expected) throws Exception {
    String driver =
        """
        source %s
        COMP_WORDS=(%s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _keymaster
        echo "${COMPREPLY[@]}"
        """;
    assertThat(shell("bash", driver, line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "keymaster roll,       rollback",
    "keymaster get --rev,  --reveal",
    "keymaster get o,      openai other",
    "keymaster audit s,    show",
  })
  void fish_completes(String line, String expected) throws Exception {
    String driver = "source %s\nstring join -- ' ' (complete -C '%s' | string split -f1 \\t)\n";
    assertThat(shell("fish", driver, line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "keymaster roll,       rollback",
    "keymaster get --rev,  --reveal",
    "keymaster get o,      openai other",
    "keymaster audit s,    show",
  })
  void zsh_completes(String line, String expected) throws Exception {
    String driver =
        """
        compdef() { }
        compadd() { shift; print -- ${(M)@:#$words[CURRENT]*} }
        _files() { }
        source %s
        words=(%s)
        CURRENT=$#words
        _keymaster
        """;
    assertThat(shell("zsh", driver, line)).isEqualTo(expected);
  }

  /** Runs the driver with a keymaster on the PATH that knows two names. */
  private String shell(String shell, String driver, String line) throws Exception {
    world.run("completion", shell);
    Path script = Files.writeString(world.directory.resolve("script"), world.stdout());
    Path bin = Files.createDirectories(world.directory.resolve("bin"));
    fakeKeymaster(bin.resolve("keymaster"));
    Path file =
        Files.writeString(world.directory.resolve("driver"), driver.formatted(script, line));
    ProcessBuilder builder = new ProcessBuilder(List.of(shell, file.toString()));
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("HOME", world.directory.toString());
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private static void fakeKeymaster(Path file) throws IOException {
    Files.writeString(
        file,
        """
        #!/bin/sh
        case "$*" in
          '__complete') printf 'openai\\nother\\n' ;;
          '__complete --env prod') echo openai-prod ;;
        esac
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
