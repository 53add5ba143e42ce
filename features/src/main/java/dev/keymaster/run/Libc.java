package dev.keymaster.run;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.model.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The few calls of the C library by which a process changes itself. All have one shape, three
 * 64-bit registers in and an int out, because each further shape costs some 10 ms to bind; on every
 * 64-bit system that this runs on an int argument is the lower half of its register.
 */
final class Libc {
  static final int ENOENT = 2;
  static final int E2BIG = 7;
  static final int ENOEXEC = 8;
  static final int EEXIST = 17;

  private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));
  private static final int RLIMIT_CORE = 4;
  private static final int SIG_SETMASK = LINUX ? 2 : 3;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIG_IGN = 1;
  private static final long FIOCLEX = LINUX ? 0x5451 : 0x20006601;
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
  private final Arena arena;
  private final MemorySegment errno;
  private final MethodHandle call;

  /** Binds the library; memory is taken from {@code arena}. */
  Libc(Arena arena) {
    this.arena = arena;
    this.errno = arena.allocate(Linker.Option.captureStateLayout());
    this.call =
        Linker.nativeLinker().downcallHandle(SHAPE, Linker.Option.captureCallState("errno"));
  }

  private int call(String function, long first, long second, long third) {
    MemorySegment symbol =
        symbols.find(function).orElseThrow(() -> new BugException("libc has no " + function));
    try {
      return (int) call.invokeExact(symbol, errno, first, second, third);
    } catch (Throwable e) {
      throw new BugException("native call failed: " + function, e);
    }
  }

  /** Sets the file mode mask. */
  void umask(int mask) {
    int _ = call("umask", mask, 0, 0);
  }

  /** Sets the soft core limit in bytes, unsigned, to at most the hard one. */
  void coreLimit(long wanted) {
    MemorySegment limits = arena.allocate(JAVA_LONG, 2);
    if (call("getrlimit", RLIMIT_CORE, limits.address(), 0) == 0) {
      long hard = limits.getAtIndex(JAVA_LONG, 1);
      limits.setAtIndex(JAVA_LONG, 0, Long.compareUnsigned(wanted, hard) < 0 ? wanted : hard);
      int _ = call("setrlimit", RLIMIT_CORE, limits.address(), 0);
    }
  }

  /**
   * Blocks no signal: a JVM blocks SIGQUIT in its threads, and what it becomes would inherit that.
   */
  void unblockSignals() {
    MemorySegment none = arena.allocate(128);
    int _ = call("pthread_sigmask", SIG_SETMASK, none.address(), 0);
  }

  /**
   * Leaves what is typed to end a program (SIGINT, SIGQUIT) to the other processes of the terminal,
   * if there is one; without one, nobody else would hear it.
   */
  void leaveKeyboardSignals() {
    if (call("isatty", 0, 0, 0) + call("isatty", 1, 0, 0) + call("isatty", 2, 0, 0) > 0) {
      int _ = call("signal", SIGINT, SIG_IGN, 0);
      int _ = call("signal", SIGQUIT, SIG_IGN, 0);
    }
  }

  /** Makes a named pipe that nobody else may use; returns 0, or what the system calls the error. */
  int makePipe(byte[] path) {
    MemorySegment name = texts(List.of(path));
    return call("mkfifo", name.get(JAVA_LONG, 0), 0600, 0) == 0 ? 0 : errno.get(JAVA_INT, 0);
  }

  /** Makes a file descriptor end with this program, like all but the standard three should. */
  void closeOnExec(int descriptor) {
    int _ = call("ioctl", descriptor, FIOCLEX, 0);
  }

  /**
   * Becomes another program; returns {@code errno} if that failed. The copy of the environment,
   * which holds keys, is wiped then.
   */
  int execve(byte[] path, List<byte[]> arguments, List<byte[]> environment) {
    MemorySegment file = texts(List.of(path));
    MemorySegment list = texts(environment);
    int _ = call("execve", file.get(JAVA_LONG, 0), texts(arguments).address(), list.address());
    int error = errno.get(JAVA_INT, 0);
    list.fill((byte) 0);
    return error;
  }

  /**
   * Copies this process's environment, an entry {@code NAME=value} each, byte for byte; empty where
   * the C library does not show it.
   */
  Optional<List<byte[]>> environment() {
    return symbols
        .find("environ")
        .map(variable -> variable.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0))
        .map(list -> entries(list.reinterpret(Long.MAX_VALUE)));
  }

  private static List<byte[]> entries(MemorySegment list) {
    List<byte[]> entries = new ArrayList<>();
    for (long i = 0; ; i++) {
      MemorySegment entry = list.getAtIndex(ADDRESS, i);
      if (entry.address() == 0) {
        return entries;
      }
      MemorySegment text = entry.reinterpret(Long.MAX_VALUE);
      long length = 0;
      while (text.get(JAVA_BYTE, length) != 0) {
        length++;
      }
      entries.add(text.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  /** Lays out what C calls {@code char *[]}: addresses up to a null, then the texts themselves. */
  private MemorySegment texts(List<byte[]> texts) {
    long offset = ADDRESS.byteSize() * (texts.size() + 1L);
    long size = offset + texts.stream().mapToLong(text -> text.length + 1L).sum();
    MemorySegment list = arena.allocate(size, ADDRESS.byteAlignment());
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      list.setAtIndex(JAVA_LONG, i, list.address() + offset);
      MemorySegment.copy(text, 0, list, JAVA_BYTE, offset, text.length);
      offset += text.length + 1L;
    }
    return list;
  }
}
