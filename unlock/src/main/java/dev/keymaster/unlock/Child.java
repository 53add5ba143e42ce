package dev.keymaster.unlock;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child process that ended. It may take only so long, sees none of our variables but harmless
 * ones, and its answer is short.
 */
final class Child {
  /** Less than a pipe holds, so that nobody has to read while it runs. */
  private static final int LIMIT = 4_096;

  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY");

  private final int exit;
  private final byte[] out;
  private final boolean complained;

  private Child(int exit, byte[] out, boolean complained) {
    this.exit = exit;
    this.out = out;
    this.complained = complained;
  }

  /** Returns its exit code. */
  int exit() {
    return exit;
  }

  /** Returns the beginning of what it wrote on stdout; the caller zeroes it if it is secret. */
  byte[] out() {
    return out;
  }

  /** Tells whether it wrote anything on stderr. */
  boolean complained() {
    return complained;
  }

  /** Runs a command in that directory, or in the present one. */
  static Child run(
      List<String> command,
      Map<String, String> environment,
      @Nullable Path directory,
      byte[] input,
      Duration limit)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Process process = builder.start();
    try {
      feed(process, input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedIOException("no answer in time");
      }
      byte[] out = process.getInputStream().readNBytes(LIMIT);
      return new Child(process.exitValue(), out, process.getErrorStream().read() >= 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void feed(Process process, byte[] input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
  }
}
