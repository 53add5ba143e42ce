package dev.keymaster.unlock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A library of another operating system, played by Java methods: every public method is a foreign
 * function of its name, so that calls cross the same border with the same bytes as there.
 */
abstract class FakeLibrary implements SymbolLookup {
  final Arena arena = Arena.ofShared();
  private final Map<String, MemorySegment> symbols = new HashMap<>();

  /** Adds a function that the method of that name plays. */
  final void function(String name, FunctionDescriptor type) {
    try {
      MethodHandle method = MethodHandles.lookup().bind(this, name, type.toMethodType());
      symbols.put(name, Linker.nativeLinker().upcallStub(method, type, arena));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Adds a variable. */
  final void variable(String name, MemorySegment place) {
    symbols.put(name, place);
  }

  final void remove(String name) {
    symbols.remove(name);
  }

  @Override
  public final Optional<MemorySegment> find(String name) {
    return Optional.ofNullable(symbols.get(name));
  }
}
