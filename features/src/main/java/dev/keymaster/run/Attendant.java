package dev.keymaster.run;

import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program and stays beside it, for what has to be done after it. What a terminal sends
 * (Ctrl-C, Ctrl-\) is the program's business alone; when this process is told to end, the program
 * is told so too, and what remains is done before this process ends.
 */
public interface Attendant {
  /**
   * Runs the program to its end.
   *
   * @param last what remains to be done then, also if the program was never started
   */
  Outcome run(Launch launch, Runnable last);

  /**
   * Runs the program as one of several that follow each other, to its end: interrupting the thread
   * tells the program to end, and a second time ends it. What a terminal sends reaches this process
   * too.
   */
  default Outcome runOnce(Launch launch) {
    return run(launch, () -> {});
  }

  /**
   * Returns the way of this system.
   *
   * @param masking the native front, which masks the output of programs; null if there is none
   */
  static Attendant system(@Nullable Path masking) {
    boolean posix = File.separatorChar == '/';
    boolean calls = posix && Attendant.class.getModule().isNativeAccessEnabled();
    return new Beside(System.getenv(), masking, calls);
  }
}
