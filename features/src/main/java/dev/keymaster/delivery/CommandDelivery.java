package dev.keymaster.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a program without a shell and writes the alert to its standard input. It sees few of our
 * variables, nobody reads what it says, and it may take only so long.
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

  private CommandDelivery() {}

  static void run(List<String> command, byte[] body, Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(INHERITED);
    builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    Process process = start(builder);
    try {
      feed(process, body);
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
  private static void feed(Process process, byte[] body) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(body);
      in.write('\n');
    } catch (IOException e) {
      return;
    }
  }
}
