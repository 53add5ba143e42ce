package dev.keymaster.unlock;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The few objects of Apple's CoreFoundation that the keychain takes and gives. */
final class CoreFoundation {
  private static final int ENCODING_UTF8 = 0x0800_0100;
  private static final int DATA_LIMIT = 64 << 10;

  private final NativeLibrary library;
  private final MethodHandle stringCreate;
  private final MethodHandle dataCreate;
  private final MethodHandle dataLength;
  private final MethodHandle dataBytes;
  private final MethodHandle dictionaryCreate;
  private final MethodHandle dictionarySet;
  private final MethodHandle release;

  CoreFoundation(NativeLibrary library) {
    this.library = library;
    this.stringCreate =
        library.function(
            "CFStringCreateWithBytes", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_BYTE);
    this.dataCreate =
        library.function(
            "CFDataCreateWithBytesNoCopy", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    this.dataLength = library.function("CFDataGetLength", JAVA_LONG, ADDRESS);
    this.dataBytes = library.function("CFDataGetBytePtr", ADDRESS, ADDRESS);
    this.dictionaryCreate =
        library.function(
            "CFDictionaryCreateMutable", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    this.dictionarySet = library.procedure("CFDictionarySetValue", ADDRESS, ADDRESS, ADDRESS);
    this.release = library.procedure("CFRelease", ADDRESS);
  }

  /** Opens a scope; what is created in it is released at its end. */
  Scope scope() {
    return new Scope();
  }

  /** Objects that live until the scope is closed; not thread-safe. */
  final class Scope implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> owned = new ArrayList<>();
    private final List<MemorySegment> secrets = new ArrayList<>();

    Arena arena() {
      return arena;
    }

    /** Takes over an object that somebody else created for us. */
    MemorySegment own(MemorySegment object) {
      if (object.equals(MemorySegment.NULL)) {
        throw KeychainFailure.broken("no memory");
      }
      owned.add(object);
      return object;
    }

    MemorySegment string(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      MemorySegment copy = arena.allocate(bytes.length);
      copy.copyFrom(MemorySegment.ofArray(bytes));
      long length = bytes.length;
      byte external = 0;
      return own(
          (MemorySegment)
              NativeLibrary.call(
                  stringCreate, MemorySegment.NULL, copy, length, ENCODING_UTF8, external));
    }

    /** Wraps secret bytes without another copy; ours is zeroed at the end. */
    MemorySegment data(byte[] bytes) {
      MemorySegment copy = arena.allocate(bytes.length);
      copy.copyFrom(MemorySegment.ofArray(bytes));
      secrets.add(copy);
      MemorySegment nobodyFrees = library.constant("kCFAllocatorNull");
      long length = bytes.length;
      return own(
          (MemorySegment)
              NativeLibrary.call(dataCreate, MemorySegment.NULL, copy, length, nobodyFrees));
    }

    /** Returns the bytes of a data object, none if there are too many to be ours. */
    byte[] bytes(MemorySegment data) {
      long length = (long) NativeLibrary.call(dataLength, data);
      if (length <= 0 || length > DATA_LIMIT) {
        return new byte[0];
      }
      MemorySegment bytes = (MemorySegment) NativeLibrary.call(dataBytes, data);
      return bytes.reinterpret(length).toArray(JAVA_BYTE);
    }

    MemorySegment dictionary() {
      MemorySegment keys = library.address("kCFTypeDictionaryKeyCallBacks");
      MemorySegment values = library.address("kCFTypeDictionaryValueCallBacks");
      return own(
          (MemorySegment)
              NativeLibrary.call(dictionaryCreate, MemorySegment.NULL, 0L, keys, values));
    }

    void put(MemorySegment dictionary, MemorySegment key, MemorySegment value) {
      NativeLibrary.call(dictionarySet, dictionary, key, value);
    }

    @Override
    public void close() {
      owned.reversed().forEach(object -> NativeLibrary.call(release, object));
      secrets.forEach(secret -> secret.fill((byte) 0));
      arena.close();
    }
  }
}
