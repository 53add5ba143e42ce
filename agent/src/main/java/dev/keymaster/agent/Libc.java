package dev.keymaster.agent;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.model.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * The few functions of the C library that Java has no words for: sockets whose peer the kernel
 * names, time limits on reads, a session of one's own. Each returns what C returns, or minus errno.
 * Bound when the agent starts, once (docs/adr/0024).
 */
final class Libc {
  static final int EINTR = 4;
  static final int EAGAIN = 11;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_OF =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = bind("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = bind("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT = bind("accept", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle POLL = bind("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE =
      bind("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      bind("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SHUTDOWN = bind("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle OPTION =
      bind("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSID = bind("setsid", JAVA_INT);
  private static final MethodHandle OPEN = bind("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle DUP2 = bind("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle GETUID = bind("getuid", JAVA_INT);
  private static final MethodHandle CLOCK = bind("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);

  /** Not every C library has it. */
  private static final Optional<MethodHandle> TRIM =
      LINKER
          .defaultLookup()
          .find("malloc_trim")
          .map(found ->
              LINKER.downcallHandle(found, FunctionDescriptor.of(JAVA_INT, JAVA_LONG), ERRNO));

  /** Where a call leaves its error, for each thread one: calls come by the thousand. */
  private static final ThreadLocal<MemorySegment> ERROR_STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Libc() {}

  private static MethodHandle bind(
      String name, ValueLayout result, java.lang.foreign.MemoryLayout... arguments) {
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new BugException("the C library has no " + name));
    return LINKER.downcallHandle(function, FunctionDescriptor.of(result, arguments), ERRNO);
  }

  /** One call. */
  private interface Call {
    long on(MemorySegment state) throws Throwable;
  }

  private static long call(Call call) {
    try {
      MemorySegment state = ERROR_STATE.get();
      long result = call.on(state);
      return result < 0 ? -(int) ERRNO_OF.get(state, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("a call of the C library failed", e);
    }
  }

  static int socket(int domain, int type) {
    return (int) call(state -> (int) SOCKET.invokeExact(state, domain, type, 0));
  }

  static int bind(int socket, MemorySegment address) {
    int length = (int) address.byteSize();
    return (int) call(state -> (int) BIND.invokeExact(state, socket, address, length));
  }

  static int listen(int socket, int backlog) {
    return (int) call(state -> (int) LISTEN.invokeExact(state, socket, backlog));
  }

  static int accept(int socket) {
    return (int)
        call(state ->
            (int) ACCEPT.invokeExact(state, socket, MemorySegment.NULL, MemorySegment.NULL));
  }

  /** Waits for one descriptor; {@code polled} is a struct pollfd. */
  static int poll(MemorySegment polled, int milliseconds) {
    return (int) call(state -> (int) POLL.invokeExact(state, polled, 1L, milliseconds));
  }

  static long receive(int socket, MemorySegment target, long count, int flags) {
    return call(state -> (long) RECEIVE.invokeExact(state, socket, target, count, flags));
  }

  static long send(int socket, MemorySegment source, long count, int flags) {
    return call(state -> (long) SEND.invokeExact(state, socket, source, count, flags));
  }

  static int close(int descriptor) {
    return (int) call(state -> (int) CLOSE.invokeExact(state, descriptor));
  }

  static int shutdown(int socket) {
    int both = 2;
    return (int) call(state -> (int) SHUTDOWN.invokeExact(state, socket, both));
  }

  static int option(int socket, int level, int name, MemorySegment value, MemorySegment length) {
    return (int) call(state -> (int) OPTION.invokeExact(state, socket, level, name, value, length));
  }

  static int setsid() {
    return (int) call(state -> (int) SETSID.invokeExact(state));
  }

  static int uid() {
    return (int) call(state -> (int) GETUID.invokeExact(state));
  }

  /** Reads a clock, in nanoseconds; negative if there is no such clock. */
  static long nanoseconds(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      long result = call(state -> (int) CLOCK.invokeExact(state, clock, time));
      return result < 0
          ? result
          : time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
    }
  }

  /** Gives memory back to the system that the C library keeps for later, such as the compilers'. */
  static void trim() {
    TRIM.ifPresent(handle -> call(state -> (int) handle.invokeExact(state, 0L)));
  }

  /** Puts {@code /dev/null} in the place of the three standard streams. */
  static void leaveStreams() {
    try (Arena arena = Arena.ofConfined()) {
      int readAndWrite = 2;
      MemorySegment path = arena.allocateFrom("/dev/null");
      int nothing = (int) call(state -> (int) OPEN.invokeExact(state, path, readAndWrite));
      for (int stream = 0; stream < 3; stream++) {
        int target = stream;
        call(state -> (int) DUP2.invokeExact(state, nothing, target));
      }
      close(nothing);
    }
  }
}
