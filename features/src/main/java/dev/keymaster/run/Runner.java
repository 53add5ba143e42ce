package dev.keymaster.run;

import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program with the terminal, the standard streams and the person's own environment plus
 * the keys of a {@link Launch}; no shell in between.
 *
 * <p>Two ways. Where the system has {@code exec}, this process <em>becomes</em> the program:
 * signals, exit code, job control and the terminal are then the program's own, nothing has to be
 * forwarded, no JVM with keys in its heap stays behind, and a value goes from its bytes to the new
 * environment without becoming a {@code String}. Elsewhere the program is a child that is waited
 * for.
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
   */
  static Runner system() {
    boolean posix = File.separatorChar == '/';
    return posix && Runner.class.getModule().isNativeAccessEnabled()
        ? new InPlace()
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
