package dev.keymaster.run;

import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program with the terminal, the standard streams and the person's own environment plus
 * the keys of a {@link Launch}; no shell in between.
 *
 * <p>Output in which keys are masked goes through the native front, which runs the program in a
 * pseudo-terminal if there is a terminal, and this process becomes the front.
 *
 * <p>Otherwise two ways. Where the system has {@code exec}, this process <em>becomes</em> the
 * program: signals, exit code, job control and the terminal are then the program's own, nothing has
 * to be forwarded, no JVM with keys in its heap stays behind, and a value goes from its bytes to
 * the new environment without becoming a {@code String}. Elsewhere the program is a child that is
 * waited for.
 */
public interface Runner {
  /**
   * Starts the program and returns what became of it. Becoming it returns only if that failed, so
   * whatever must be finished (an open vault, buffered output) is finished before; shutdown hooks
   * do not run.
   */
  Outcome run(Launch launch);

  /**
   * Returns the best way on this system: becoming the program if this module may make native calls.
   *
   * @param masking the native front, which this process becomes if the output of the program is to
   *     be masked; null if there is none, and the program's output is a pipe then
   */
  static Runner system(@Nullable Path masking) {
    boolean posix = File.separatorChar == '/';
    return posix && Runner.class.getModule().isNativeAccessEnabled()
        ? new InPlace(masking)
        : new AsChild(System.getenv());
  }

  /** Tells whether a program will be found, in those folders as a shell has them. */
  static boolean finds(String program, @Nullable String searchPath) {
    return Executable.find(program, searchPath) instanceof Executable.Search.Found;
  }

  /** Returns the way that starts a child and waits: for tests and for callers that must go on. */
  static Runner child() {
    return new AsChild(System.getenv());
  }
}
