package dev.keymaster.libc;

import dev.keymaster.run.PersonEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.teavm.interop.Address;

/** This process: its words, its environment, its file, what others may see of its memory. */
final class Itself {
  private static final int POINTER = 8;
  private static final int BUILD_LENGTH = 32;
  private static final int LONGEST_PATH = 4096;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int SEEK_END = 2;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int RLIMIT_CORE = 4;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;
  private static final int SIGRTMIN = 35;
  private static final int CLOSE_RANGE = 436;
  private static final int AS_CLOSE_ON_EXEC = 4;

  private final int wordCount;
  private final byte[] coreLimit = new byte[16];
  private boolean hidden;

  /**
   * Looks at a process with so many words after its name. Its runtime blocks one signal at the
   * start for timers, of which there are none.
   */
  Itself(int wordCount) {
    this.wordCount = wordCount;
    byte[] signals = new byte[128];
    signals[(SIGRTMIN - 1) / 8] = (byte) (1 << (SIGRTMIN - 1) % 8);
    int _ = Libc.sigprocmask(SIG_UNBLOCK, Address.ofData(signals), Address.fromLong(0));
  }

  /**
   * Where the addresses of the words are, the name of the program first. At the start of every
   * process they lie just before the environment, with a null in between.
   */
  Address arguments() {
    return Libc.environ().add(-POINTER * (wordCount + 2));
  }

  List<String> words() {
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= wordCount; i++) {
      words.add(Text.of(Text.bytes(arguments().add(POINTER * i).getAddress())));
    }
    return words;
  }

  Map<String, String> environment() {
    List<byte[]> entries = new ArrayList<>();
    Address list = Libc.environ();
    for (int i = 0; list.add(POINTER * i).getAddress().toLong() != 0; i++) {
      entries.add(Text.bytes(list.add(POINTER * i).getAddress()));
    }
    return PersonEnvironment.read(entries);
  }

  /** Path of the file that runs here, of links resolved; empty if the system does not tell. */
  String file() {
    byte[] name = Text.terminated("/proc/self/exe");
    byte[] path = new byte[LONGEST_PATH];
    long length = Libc.readlink(Address.ofData(name), Address.ofData(path), path.length);
    return length <= 0 || length == path.length ? "" : Text.of(path).substring(0, (int) length);
  }

  /** The last bytes of the file that runs here, where the image puts the name of its build. */
  String build() {
    byte[] name = Text.terminated("/proc/self/exe");
    byte[] build = new byte[BUILD_LENGTH];
    int file = Libc.open(Address.ofData(name), CLOSE_ON_EXEC);
    long start = Libc.seek(file, -BUILD_LENGTH, SEEK_END);
    long count = Libc.pread(file, Address.ofData(build), BUILD_LENGTH, start);
    int _ = Libc.close(file);
    return count == BUILD_LENGTH ? Text.of(build) : "";
  }

  String directory() {
    byte[] path = new byte[LONGEST_PATH];
    Address found = Libc.getcwd(Address.ofData(path), path.length);
    return found.toLong() == 0 || path[0] != '/' ? "" : Text.of(Text.bytes(found));
  }

  /**
   * From here on nobody reads this memory: no core is written, no process of this user attaches.
   */
  void hide() {
    if (hidden) {
      return; // what is given back later is what the person had
    }
    hidden = Libc.prctl(PR_SET_DUMPABLE, 0) == 0;
    byte[] limits = coreLimit.clone();
    if (Libc.getrlimit(RLIMIT_CORE, Address.ofData(coreLimit)) == 0) {
      System.arraycopy(coreLimit, 8, limits, 8, 8);
      int _ = Libc.setrlimit(RLIMIT_CORE, Address.ofData(limits));
    }
  }

  /** As the person started it, for what takes its place. */
  private void show() {
    if (hidden) {
      int _ = Libc.setrlimit(RLIMIT_CORE, Address.ofData(coreLimit));
    }
  }

  /** Becomes a program with other words and another environment; returns if that failed. */
  void become(String path, List<byte[]> words, List<byte[]> environment) {
    byte[] file = Text.terminated(path);
    byte[] arguments = Text.list(words);
    byte[] variables = Text.list(environment);
    byte[] signals = new byte[128];
    show();
    if (Libc.syscall(CLOSE_RANGE, 3, 0xffff_ffffL, AS_CLOSE_ON_EXEC) == 0) {
      int _ = Libc.sigprocmask(SIG_SETMASK, Address.ofData(signals), Address.fromLong(0));
      int _ =
          Libc.execve(
              Address.ofData(file),
              Text.linked(arguments, words.size()),
              Text.linked(variables, environment.size()));
    }
    java.util.Arrays.fill(variables, (byte) 0);
  }

  /** Becomes a program with the words and the environment of this process. */
  void become(String path) {
    byte[] file = Text.terminated(path);
    show();
    int _ = Libc.execve(Address.ofData(file), arguments(), Libc.environ());
  }
}
