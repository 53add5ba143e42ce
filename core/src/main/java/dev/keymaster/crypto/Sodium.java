package dev.keymaster.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.model.BugException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * The system's libsodium, where there is one. Loaded at first use only: binding costs tens of
 * milliseconds that most commands need not pay. Thread-safe.
 */
final class Sodium {
  /**
   * Looked for in the system's library path, newest first. None for Windows: a bare name would be
   * searched in the current directory there, so anybody's folder could hand us a library.
   */
  private static final List<String> NAMES =
      List.of(
          "libsodium.so.26",
          "libsodium.so.23",
          "/opt/homebrew/lib/libsodium.dylib",
          "/usr/local/lib/libsodium.dylib");

  private static final int ARGON2ID_13 = 2;

  private final SymbolLookup library;
  private final MethodHandle argon2id;
  private final MethodHandle zero;

  private Sodium(SymbolLookup library) {
    this.library = library;
    argon2id =
        bind(
            library,
            "crypto_pwhash",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG,
                JAVA_INT));
    zero = bind(library, "sodium_memzero", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    initialise(bind(library, "sodium_init", FunctionDescriptor.of(JAVA_INT)));
  }

  /** Returns the library, or nothing where it is not installed. */
  static Optional<Sodium> found() {
    return Holder.SODIUM;
  }

  static Optional<Sodium> load(List<String> names) {
    return names.stream().flatMap(name -> load(name).stream()).findFirst();
  }

  private static Optional<Sodium> load(String name) {
    try {
      return Optional.of(new Sodium(SymbolLookup.libraryLookup(name, Arena.global())));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  /** Computes {@code crypto_pwhash}; the native copies of passphrase and result are zeroed. */
  byte[] argon2id(Argon2id parameters, byte[] passphrase, byte[] salt) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, passphrase);
      MemorySegment out = arena.allocate(PasswordKdf.OUTPUT_LENGTH);
      int failed =
          (int)
              argon2id.invokeExact(
                  out,
                  out.byteSize(),
                  in,
                  in.byteSize(),
                  arena.allocateFrom(ValueLayout.JAVA_BYTE, salt),
                  (long) parameters.iterations(),
                  parameters.memoryKiB() * 1024L,
                  ARGON2ID_13);
      byte[] hash = out.toArray(ValueLayout.JAVA_BYTE);
      zero(in);
      zero(out);
      if (failed != 0) {
        throw Argon2id.outOfMemory(parameters);
      }
      return hash;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("libsodium call failed", e);
    }
  }

  /** Computes scrypt (RFC 7914); the native copies of passphrase and result are zeroed. */
  byte[] scrypt(byte[] passphrase, byte[] salt, int logN, int length) {
    MethodHandle scrypt =
        bind(
            library,
            "crypto_pwhash_scryptsalsa208sha256_ll",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT,
                ADDRESS, JAVA_LONG));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, passphrase);
      MemorySegment out = arena.allocate(length);
      int failed =
          (int)
              scrypt.invokeExact(
                  in,
                  in.byteSize(),
                  arena.allocateFrom(ValueLayout.JAVA_BYTE, salt),
                  (long) salt.length,
                  1L << logN,
                  Scrypt.BLOCK,
                  Scrypt.LANES,
                  out,
                  out.byteSize());
      byte[] key = out.toArray(ValueLayout.JAVA_BYTE);
      zero(in);
      zero(out);
      if (failed != 0) {
        throw Scrypt.outOfMemory(logN);
      }
      return key;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("libsodium call failed", e);
    }
  }

  /** Binds HMAC-SHA512; keep what this returns. */
  Hmac512 hmac() {
    return new Hmac512(name -> symbol(library, name));
  }

  /** Binds Ed25519; keep what this returns. */
  SodiumSignature signature() {
    return new SodiumSignature(name -> symbol(library, name));
  }

  private void zero(MemorySegment segment) throws Throwable {
    zero.invokeExact(segment, segment.byteSize());
  }

  private static void initialise(MethodHandle init) {
    try {
      if ((int) init.invokeExact() < 0) {
        throw new IllegalArgumentException("libsodium does not initialise");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new BugException("libsodium call failed", e);
    }
  }

  private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(symbol(library, name), type);
  }

  private static MemorySegment symbol(SymbolLookup library, String name) {
    return library.find(name).orElseThrow(() -> new IllegalArgumentException("no symbol " + name));
  }

  private static final class Holder {
    static final Optional<Sodium> SODIUM = load(NAMES);
  }
}
