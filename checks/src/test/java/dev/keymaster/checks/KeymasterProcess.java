package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real program, run as a process in a home of its own.
 *
 * <p>Nothing of this machine's environment reaches it: no keychain, no agent, no HOME. Immutable;
 * each {@code with} returns a changed copy.
 *
 * <pre>{@code
 * KeymasterProcess keymaster = KeymasterProcess.in(temporaryFolder);
 * keymaster.withInput("sk-canary-01").run("add", "openai", "--stdin").succeeds();
 * assertThat(keymaster.run("get", "openai").succeeds().text()).isEqualTo("sk-canary-01");
 * }</pre>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeymasterProcess(
    Path program, Path home, Path directory, Map<String, String> environment, byte[] input) {
  private static final int PATIENCE_SECONDS = 120;

  /**
   * What a run left behind.
   *
   * @param exit exit code; 128+n for a signal
   * @param out standard output
   * @param err standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(int exit, byte[] out, byte[] err) {
    /** Standard output as text. */
    String text() {
      return new String(out, UTF_8);
    }

    /** Standard error as text. */
    String errors() {
      return new String(err, UTF_8);
    }

    /** Asserts exit code 0. */
    Outcome succeeds() {
      return exits(0);
    }

    /** Asserts the exit code. */
    Outcome exits(int code) {
      assertThat(exit).as("exit code; stdout: %s stderr: %s", text(), errors()).isEqualTo(code);
      return this;
    }

    /** Asserts a documented refusal: exit code, nothing on stdout, a message and no stack trace. */
    Outcome refuses(int code) {
      exits(code);
      assertThat(text()).as("stdout").isEmpty();
      assertThat(errors()).startsWith("keymaster: ").doesNotContain("\tat ", "Exception");
      return this;
    }
  }

  /** The program with everything it owns under {@code folder}. */
  static KeymasterProcess in(Path folder) {
    Path program = House.IMAGE.resolve("bin/keymaster");
    assertThat(program).as("the image; build it with 'mvn package'").isExecutable();
    try {
      Path work = Files.createDirectories(folder.resolve("work"));
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
      environment.put("HOME", Files.createDirectories(folder.resolve("person")).toString());
      environment.put("KEYMASTER_HOME", folder.resolve("home").toString());
      environment.put("KEYMASTER_AGENT", "off");
      environment.put("LANG", "C.UTF-8");
      return new KeymasterProcess(program, folder.resolve("home"), work, environment, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a variable in its environment. */
  KeymasterProcess with(String variable, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.put(variable, value);
    return new KeymasterProcess(program, home, directory, changed, input);
  }

  /** Without a variable in its environment. */
  KeymasterProcess without(String variable) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.remove(variable);
    return new KeymasterProcess(program, home, directory, changed, input);
  }

  /** Run in that folder. */
  KeymasterProcess at(Path folder) {
    return new KeymasterProcess(program, home, folder, environment, input);
  }

  /** With text on standard input. */
  KeymasterProcess withInput(String text) {
    return withInput(text.getBytes(UTF_8));
  }

  /** With bytes on standard input. */
  KeymasterProcess withInput(byte[] bytes) {
    return new KeymasterProcess(program, home, directory, environment, bytes);
  }

  /** Started through another path, or another program that starts it. */
  KeymasterProcess through(Path launcher) {
    return new KeymasterProcess(launcher, home, directory, environment, input);
  }

  /** Runs one command to its end. */
  Outcome run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return runCommand(command);
  }

  /** Runs the command under another one, such as {@code strace -f}. */
  Outcome runUnder(List<String> wrapper, String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return runCommand(command);
  }

  /** Starts a dialogue on a pseudo-terminal; see {@link Dialogue}. */
  Dialogue terminal() {
    return new Dialogue(this, List.of(), false);
  }

  /** Starts the command and returns at once; the caller ends it. */
  Process start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return process(command);
  }

  /** Runs any command in the same folder and environment, with the input. */
  Outcome runCommand(List<String> command) {
    Process process = process(command);
    CompletableFuture<byte[]> out = all(process.getInputStream());
    CompletableFuture<byte[]> err = all(process.getErrorStream());
    feed(process.getOutputStream());
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end after " + PATIENCE_SECONDS + " s: " + command);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
    return new Outcome(process.exitValue(), out.join(), err.join());
  }

  /** Starts any command in the same folder and environment. */
  Process process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void feed(OutputStream stdin) {
    try (stdin) {
      stdin.write(input);
    } catch (IOException e) {
      // the program ended without reading all of it
    }
  }

  private static CompletableFuture<byte[]> all(InputStream stream) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try (stream) {
            bytes.complete(stream.readAllBytes());
          } catch (IOException e) {
            bytes.completeExceptionally(e);
          }
        });
    return bytes;
  }
}
