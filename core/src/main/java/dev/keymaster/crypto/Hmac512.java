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

/**
 * HMAC-SHA512 by libsodium, whose whole state lies where the caller says. Keys and data may lie on
 * the heap or off it: nothing is copied on the way.
 */
final class Hmac512 {
  /** Length of a result, bytes. */
  static final long LENGTH = 64;

  /** Room for a state, bytes: 416 are used. */
  static final long STATE = 448;

  private final MethodHandle start;
  private final MethodHandle update;
  private final MethodHandle finish;

  Hmac512(Function<String, MemorySegment> symbols) {
    FunctionDescriptor withBytes = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    start = bind(symbols.apply("crypto_auth_hmacsha512_init"), withBytes);
    update = bind(symbols.apply("crypto_auth_hmacsha512_update"), withBytes);
    finish =
        bind(
            symbols.apply("crypto_auth_hmacsha512_final"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    checkStateFits(
        bind(symbols.apply("crypto_auth_hmacsha512_statebytes"), FunctionDescriptor.of(JAVA_LONG)));
  }

  void start(MemorySegment state, MemorySegment key) {
    try {
      checked((int) start.invokeExact(state, key, key.byteSize()));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  void update(MemorySegment state, MemorySegment data) {
    try {
      checked((int) update.invokeExact(state, data, data.byteSize()));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  void finish(MemorySegment state, MemorySegment out) {
    try {
      checked((int) finish.invokeExact(state, out));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static void checkStateFits(MethodHandle stateBytes) {
    try {
      long needed = (long) stateBytes.invokeExact();
      if (needed > STATE) {
        throw new BugException("libsodium's HMAC state has " + needed + " bytes");
      }
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static void checked(int result) {
    if (result != 0) {
      throw new BugException("libsodium's HMAC failed");
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
