package dev.keymaster.libc;

import java.util.List;
import org.teavm.interop.Address;

/** A program that is ready to be started: file, words, environment. */
final class Program {
  private static final int WHERE_IT_DIES = 1;
  private static final int KILL = 9;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NEVER_STARTED = 127;

  private final Itself itself;
  private final String path;
  private final List<byte[]> words;
  private final List<byte[]> environment;

  Program(Itself itself, String path, List<byte[]> words, List<byte[]> environment) {
    this.itself = itself;
    this.path = path;
    this.words = words;
    this.environment = environment;
  }

  /** Turns this process into it; returns if that failed. */
  void become() {
    itself.become(path, words, environment);
  }

  /** Does so in a child process, whose standard streams are in order; ends it if that failed. */
  void becomeOrEnd(int failed) {
    become();
    byte[] word = {1};
    long _ = Libc.write(failed, Address.ofData(word), 1);
    Libc.exit(NEVER_STARTED);
  }

  /** Has this process die with its parent, as the program would if it had taken its place. */
  static void dieWithParent() {
    int _ = Libc.prctl(WHERE_IT_DIES, KILL);
  }

  /**
   * A pipe whose end for writing closes by itself when a process becomes a program: {reading,
   * writing}.
   */
  static int[] pipe() {
    int[] ends = {-1, -1};
    int _ = Libc.pipe(Address.ofData(ends), CLOSE_ON_EXEC);
    return ends;
  }

  /** Waits until the child has become the program; false if that failed. */
  static boolean started(int failed) {
    byte[] word = new byte[1];
    long count = Libc.read(failed, Address.ofData(word), 1);
    int _ = Libc.close(failed);
    return count == 0;
  }
}
