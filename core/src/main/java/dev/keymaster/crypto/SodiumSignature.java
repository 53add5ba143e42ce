package dev.keymaster.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.keymaster.model.BugException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/** Ed25519 signing by libsodium, with the keys where the caller says. */
final class SodiumSignature {
  /** Length of libsodium's secret key: the seed and the public key. */
  static final long SECRET_KEY = 64;

  static final long PUBLIC_KEY = 32;

  private final MethodHandle keyPair;
  private final MethodHandle sign;

  SodiumSignature(Function<String, MemorySegment> symbols) {
    keyPair =
        bind(
            symbols.apply("crypto_sign_ed25519_seed_keypair"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    sign =
        bind(
            symbols.apply("crypto_sign_ed25519_detached"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  /** Fills both keys from a 32-byte seed. */
  void keyPair(MemorySegment publicKey, MemorySegment secretKey, MemorySegment seed) {
    try {
      checked((int) keyPair.invokeExact(publicKey, secretKey, seed));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Fills a 64-byte signature. */
  void sign(MemorySegment signature, MemorySegment message, MemorySegment secretKey) {
    try {
      MemorySegment noLength = MemorySegment.NULL;
      checked((int) sign.invokeExact(signature, noLength, message, message.byteSize(), secretKey));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static void checked(int result) {
    if (result != 0) {
      throw new BugException("libsodium's Ed25519 failed");
    }
  }

  private static BugException broken(Throwable cause) {
    return cause instanceof BugException bug ? bug : new BugException("libsodium failed", cause);
  }

  /** Critical: the calls take microseconds and may read arrays where they lie. */
  private static MethodHandle bind(MemorySegment symbol, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(symbol, type, Linker.Option.critical(true));
  }
}
