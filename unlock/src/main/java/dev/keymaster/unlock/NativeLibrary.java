package dev.keymaster.unlock;

import dev.keymaster.model.BugException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Functions and constants of a library of the operating system, by name. Small rather than fast: a
 * keychain is asked once a process.
 */
final class NativeLibrary {
  private final SymbolLookup symbols;

  NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** Returns a function that returns nothing. */
  MethodHandle procedure(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.ofVoid(arguments));
  }

  /** Returns a function. */
  MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(result, arguments));
  }

  /** Returns a function whose error variable is captured in a leading argument. */
  MethodHandle capturing(
      String variable, String name, MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
    return handle(name, type, Linker.Option.captureCallState(variable));
  }

  private MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(address(name), type, options);
  }

  /** Returns where a variable of the library is. */
  MemorySegment address(String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new BugException("no " + name + " in this operating system"));
  }

  /** Returns the pointer that a variable of the library holds. */
  MemorySegment constant(String name) {
    return address(name).reinterpret(ValueLayout.ADDRESS.byteSize()).get(ValueLayout.ADDRESS, 0);
  }

  /** Calls a function; what it throws is our mistake, since foreign functions throw nothing. */
  static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new BugException("foreign call failed", e);
    }
  }

  /** As {@link #call}, for functions that return a C int. */
  static int callInt(MethodHandle function, Object... arguments) {
    return (int) call(function, arguments);
  }
}
