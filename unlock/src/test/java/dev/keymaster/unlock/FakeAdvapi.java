package dev.keymaster.unlock;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * The credential functions of advapi32 as wincred.h describes them on 64 bits. Offsets are written
 * out here, apart from the layout under test. The last error goes into errno, which is what can be
 * captured on this system.
 */
final class FakeAdvapi extends FakeLibrary {
  private static final int SIZE = 80;

  /** What is kept: bytes by name. */
  final Map<String, byte[]> kept = new HashMap<>();

  /** What every call fails with; 0: none. */
  int failure;

  /** How many credentials were given out and not freed. */
  int given;

  /** What was left in a credential when it was freed. */
  byte[] left = {};

  FakeAdvapi() {
    function("CredWriteW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    function("CredReadW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    function("CredDeleteW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    function("CredFree", FunctionDescriptor.ofVoid(ADDRESS));
  }

  int CredWriteW(MemorySegment pointer, int flags) {
    MemorySegment credential = pointer.reinterpret(SIZE);
    int size = credential.get(JAVA_INT, 32);
    boolean generic = credential.get(JAVA_INT, 4) == 1 && credential.get(JAVA_INT, 48) == 2;
    if (failure != 0 || !generic || flags != 0 || size > 2_560) {
      return fail(failure == 0 ? 87 : failure);
    }
    MemorySegment blob = credential.get(ADDRESS, 40).reinterpret(size);
    kept.put(text(credential.get(ADDRESS, 8)), blob.toArray(JAVA_BYTE));
    return text(credential.get(ADDRESS, 72)).equals("keymaster") ? 1 : fail(2202);
  }

  int CredReadW(MemorySegment name, int type, int flags, MemorySegment out) {
    byte[] bytes = kept.get(text(name));
    if (failure != 0 || bytes == null || type != 1 || flags != 0) {
      return fail(failure == 0 ? 1168 : failure);
    }
    MemorySegment credential = arena.allocate(SIZE, 8);
    credential.set(JAVA_INT, 4, 1);
    credential.set(JAVA_INT, 32, bytes.length);
    credential.set(ADDRESS, 40, arena.allocateFrom(JAVA_BYTE, bytes));
    out.reinterpret(8).set(ADDRESS, 0, credential);
    given++;
    return 1;
  }

  int CredDeleteW(MemorySegment name, int type, int flags) {
    if (failure != 0 || type != 1 || flags != 0 || kept.remove(text(name)) == null) {
      return fail(failure == 0 ? 1168 : failure);
    }
    return 1;
  }

  void CredFree(MemorySegment pointer) {
    MemorySegment credential = pointer.reinterpret(SIZE);
    int size = Math.clamp(credential.get(JAVA_INT, 32), 0, 64);
    left = credential.get(ADDRESS, 40).reinterpret(size).toArray(JAVA_BYTE);
    given--;
  }

  private static String text(MemorySegment pointer) {
    return pointer.reinterpret(1_024).getString(0, UTF_16LE);
  }

  private static int fail(int error) {
    Linker linker = Linker.nativeLinker();
    MethodHandle location =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("__errno_location"), FunctionDescriptor.of(ADDRESS));
    MemorySegment errno = (MemorySegment) NativeLibrary.call(location);
    errno.reinterpret(4).set(JAVA_INT, 0, error);
    return 0;
  }
}
