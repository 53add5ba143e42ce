package dev.keymaster.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.crypto.SecretMemory.Protection;
import dev.keymaster.model.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Pages from the Linux kernel for {@link SecretMemory}. {@code memfd_secret} needs Linux 6.5 (or a
 * boot parameter since 5.14) and room under the memory-lock limit; many machines get what comes in
 * its place.
 */
final class SecretPages {
  /** The number of the system call, the same on every Linux that Java 25 runs on. */
  static final long MEMFD_SECRET = 447;

  private static final long O_CLOEXEC = 0x80000;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_DONTFORK = 10;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_WIPEONFORK = 18;

  private static final Linker LINKER = Linker.nativeLinker();

  private final MemorySegment memory;
  private final Protection protection;

  private SecretPages(MemorySegment memory, Protection protection) {
    this.memory = memory;
    this.protection = protection;
  }

  static boolean supported() {
    return System.getProperty("os.name").equals("Linux");
  }

  /** Maps zeroed pages that {@code arena} unmaps; empty if the kernel gives none at all. */
  static Optional<SecretPages> map(Arena arena, long size, long memfdSecretCall) {
    return hidden(arena, size, memfdSecretCall).or(() -> anonymous(arena, size));
  }

  MemorySegment memory() {
    return memory;
  }

  Protection protection() {
    return protection;
  }

  private static Optional<SecretPages> hidden(Arena arena, long size, long memfdSecretCall) {
    MethodHandle syscall =
        bind(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    int file = (int) call(syscall, memfdSecretCall, O_CLOEXEC);
    if (file < 0) {
      return Optional.empty();
    }
    long sized =
        call(bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG)), file, size);
    Optional<MemorySegment> memory =
        sized == 0 ? mmap(arena, size, MAP_SHARED, file) : Optional.empty();
    check("close", call(bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)), file));
    return memory.map(mapped -> {
      advise(mapped, MADV_DONTFORK);
      return new SecretPages(mapped, Protection.HIDDEN);
    });
  }

  private static Optional<SecretPages> anonymous(Arena arena, long size) {
    return mmap(arena, size, MAP_PRIVATE_ANONYMOUS, -1)
        .map(mapped -> {
          advise(mapped, MADV_DONTDUMP);
          advise(mapped, MADV_WIPEONFORK);
          FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG);
          boolean locked = call(bind("mlock", type), mapped, size) == 0;
          return new SecretPages(mapped, locked ? Protection.LOCKED : Protection.SWAPPABLE);
        });
  }

  private static Optional<MemorySegment> mmap(Arena arena, long size, int flags, int file) {
    MethodHandle mmap =
        bind(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    long address = call(mmap, MemorySegment.NULL, size, PROT_READ_WRITE, flags, file, 0L);
    if (address == -1) {
      return Optional.empty();
    }
    MethodHandle unmap = bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    return Optional.of(
        MemorySegment.ofAddress(address)
            .reinterpret(size, arena, mapped -> check("munmap", call(unmap, mapped, size))));
  }

  private static void advise(MemorySegment memory, int advice) {
    FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    check("madvise", call(bind("madvise", type), memory, memory.byteSize(), advice));
  }

  private static void check(String name, long result) {
    if (result != 0) {
      throw new BugException(name + " failed on a file or pages just made");
    }
  }

  private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }

  /** Calls, slowly: once in the life of a process. */
  private static long call(MethodHandle function, Object... arguments) {
    try {
      return ((Number) function.invokeWithArguments(arguments)).longValue();
    } catch (Throwable e) {
      throw new BugException("call into the C library failed", e);
    }
  }
}
