package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts a program and writes to its standard input. It sees few of our variables, nobody reads
 * what it says, and it may take only so long.
 */
final class CommandDelivery {
  private static final List<String> INHERITED =
      List.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "XDG_RUNTIME_DIR",
          "DBUS_SESSION_BUS_ADDRESS",
          "DISPLAY",
          "WAYLAND_DISPLAY");

  /** Who is started with a value finds nothing but this, whoever has it started. */
  private static final Map<String, String> FIXED =
      Map.of(
          "PATH",
          "/usr/bin:/bin",
          "HOME",
          System.getProperty("user.home", "/"),
          "USER",
          System.getProperty("user.name", ""),
          "KEYMASTER_VALUE_FD",
          "3");

  /** The shell becomes the program: none of it is left that would hold the pipe, too. */
  private static final String MOVE =
      "turn=$KEYMASTER_TURN; unset KEYMASTER_TURN; exec \"$0\" 3<&0 <<EOF\n$turn\nEOF\n";

  private CommandDelivery() {}

  /** Starts it, without a shell. */
  static void run(List<String> command, byte[] body, Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(INHERITED);
    byte[] line = Arrays.copyOf(body, body.length + 1);
    line[body.length] = '\n';
    run(builder, line, limit);
  }

  /**
   * Starts it with a value on descriptor 3, which {@code KEYMASTER_VALUE_FD} names. Java hands a
   * child no more than three descriptors: the system's shell, which is told nothing but this
   * script, takes what happened out of {@code KEYMASTER_TURN}, moves the pipe with the value there
   * and becomes the program. It runs in {@code /}, and nothing of our environment is in its own:
   * {@code PATH} is the system's, {@code HOME} and {@code USER} are those of the account.
   *
   * @param program its path
   * @param value stays the caller's to close
   */
  @RevealsSecret("a program of the person gets it, as the policy says")
  static void run(String program, byte[] body, Secret value, Duration limit) throws IOException {
    if (!Files.isExecutable(Path.of(program))) {
      throw new IOException("it could not be started");
    }
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", MOVE, program).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(FIXED);
    builder.environment().put("KEYMASTER_TURN", new String(body, UTF_8));
    byte[] bytes = value.reveal();
    try {
      run(builder, bytes, limit);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void run(ProcessBuilder builder, byte[] input, Duration limit) throws IOException {
    builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    Process process = start(builder);
    try {
      Thread.ofVirtual().name("feed").start(() -> feed(process, input));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("it did not end in " + limit.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException("it ended with exit code " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException("it could not be started", e);
    }
  }

  /** A program that does not read it may still do its work; one that is ended ends this. */
  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      return;
    }
  }
}
