package dev.keymaster.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs this program again, as a process of its own, and tells what it printed. */
public interface Capture {
  /** No more of what is printed is kept. */
  int MOST = 1 << 16;

  /**
   * How it ended.
   *
   * @param code its exit code; -1 if it was ended since its time was over
   * @param out the beginning of its standard output
   * @param err the beginning of its standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ended(int code, byte[] out, byte[] err) {}

  /**
   * Runs it, with nothing on its standard input.
   *
   * @param arguments of this program
   * @param folder where it runs
   */
  Ended run(List<String> arguments, Path folder, Duration time);
}
