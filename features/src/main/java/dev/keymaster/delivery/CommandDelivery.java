package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

  private static final String MOVE =
      "exec 3<&0; printf '%s\\n' \"$KEYMASTER_TURN\" | { unset KEYMASTER_TURN; exec \"$0\"; }";

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
   * script, moves the pipe with the value there and becomes the program.
   *
   * @param program its path
   * @param value stays the caller's to close
   */
  @RevealsSecret("a program of the person gets it, as the policy says")
  static void run(String program, byte[] body, Secret value, Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", MOVE, program);
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().put("KEYMASTER_TURN", new String(body, UTF_8));
    builder.environment().put("KEYMASTER_VALUE_FD", "3");
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
      feed(process, input);
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

  /** A program that does not read it may still do its work. */
  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      return;
    }
  }
}
