package dev.keymaster.agent;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.SecretMemory;
import dev.keymaster.model.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * How an agent is kept from the other programs of its user (docs/threat-model.md, "Memory"): no
 * debugger attaches, nobody reads its memory or environment through {@code /proc}, no core file is
 * written, and its keys lie in memory of their own. Where the system lacks one of these, the agent
 * runs with the others and {@link #words} says so.
 */
public final class Seclusion {
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int RLIMIT_CORE = 4;

  private final boolean closed;
  private final Optional<SecretMemory> memory;

  private Seclusion(boolean closed, Optional<SecretMemory> memory) {
    this.closed = closed;
    this.memory = memory;
  }

  /** Closes this process, for good; to be called before any secret comes. */
  public static Seclusion enter() {
    return new Seclusion(noCore() && notDumpable(), SecretMemory.open());
  }

  /** Returns where the keys of the agent lie. */
  public KeyHome home() {
    return memory.<KeyHome>map(held -> held).orElseGet(KeyHome::heap);
  }

  /** Says in one line what is in force, the weakness first if there is one. */
  public String words() {
    String neighbours =
        closed
            ? "closed to debuggers and core files"
            : "open to debuggers of the same user, which this system cannot refuse";
    return neighbours + "; " + memory.map(Seclusion::words).orElse(ON_THE_HEAP);
  }

  private static final String ON_THE_HEAP =
      "keys on the Java heap, since Linux or libsodium is missing";

  private static String words(SecretMemory memory) {
    return switch (memory.protection()) {
      case HIDDEN -> "keys in memory that the kernel hides from everybody";
      case LOCKED -> "keys in locked memory, which root can read";
      case SWAPPABLE -> "keys in memory that may be swapped, since the lock limit is too low";
    };
  }

  private static boolean notDumpable() {
    Optional<MethodHandle> prctl =
        bind(
            "prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    return prctl
        .filter(call -> call(call, PR_SET_DUMPABLE, 0L) == 0)
        .filter(call -> call(call, PR_GET_DUMPABLE, 0L) == 0)
        .isPresent();
  }

  private static boolean noCore() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate(JAVA_LONG, 2);
      return bind("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS))
          .filter(call -> call(call, RLIMIT_CORE, none) == 0)
          .isPresent();
    }
  }

  private static Optional<MethodHandle> bind(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(symbol -> linker.downcallHandle(symbol, type, options));
  }

  private static int call(MethodHandle function, Object... arguments) {
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new BugException("a call of the C library failed", e);
    }
  }
}
