package dev.keymaster.policy;

import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads which requests a line of a policy means. */
final class ScopeText {
  private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

  /** Nobody has this but a program that a line names: {@code everything} does not give it. */
  private static final Set<Operation> USUAL = EnumSet.complementOf(EnumSet.of(Operation.HOOK));

  private ScopeText() {}

  /** Reads operations and what narrows them; {@code everything} is all of them. */
  static Scope read(PolicyLine line) {
    return narrowed(line, operations(line, ALL));
  }

  /** Reads what a line or a role allows: {@code hook} to programs by their paths alone. */
  static Scope allowed(PolicyLine line) {
    Scope scope = narrowed(line, operations(line, USUAL));
    boolean hook = scope.operations().contains(Operation.HOOK);
    boolean paths = scope.callers().stream().allMatch(CallerPattern.ProgramFile.class::isInstance);
    if (hook && (scope.callers().isEmpty() || !paths)) {
      throw line.wrong("hook is allowed to a program by its path: for program:/PATH");
    }
    return scope;
  }

  /** Reads what somebody is to be asked for: there is nobody where a program is told. */
  static Scope asked(PolicyLine line) {
    Scope scope = narrowed(line, operations(line, USUAL));
    if (scope.operations().contains(Operation.HOOK)) {
      throw line.wrong("nobody is there to be asked when a program is told: deny hook");
    }
    return scope;
  }

  /** Returns whether it means everything that somebody can be asked for. */
  static boolean isEverything(Scope scope) {
    return scope.operations().containsAll(USUAL);
  }

  /** Reads what narrows these operations. */
  static Scope narrowed(PolicyLine line, Set<Operation> operations) {
    List<Glob> environments = line.take("in") ? globs(line, "an environment") : List.of();
    List<Glob> services = line.take("of") ? globs(line, "a service") : List.of();
    List<Glob> keys = line.take("key") ? globs(line, "a key") : List.of();
    List<CallerPattern> callers = line.take("for") ? callers(line) : List.of();
    List<CallerPattern> unless = line.take("unless") ? callers(line) : List.of();
    return new Scope(operations, environments, services, keys, callers, unless);
  }

  private static Set<Operation> operations(PolicyLine line, Set<Operation> everything) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String word : line.list("an operation")) {
      Operation operation = Operation.of(word);
      if (word.equals("everything")) {
        operations.addAll(everything);
      } else if (operation == null) {
        throw line.wrong("no operation is called " + Printable.quote(word));
      } else {
        operations.add(operation);
      }
    }
    return operations;
  }

  private static List<Glob> globs(PolicyLine line, String what) {
    List<Glob> globs = new ArrayList<>();
    for (String word : line.list(what)) {
      globs.add(new Glob(word));
    }
    return globs;
  }

  /** Reads one or more callers. */
  static List<CallerPattern> callers(PolicyLine line) {
    List<CallerPattern> callers = new ArrayList<>();
    for (String word : line.list("a caller")) {
      CallerPattern caller = CallerPattern.of(word);
      if (caller == null) {
        throw line.wrong("no caller is called " + Printable.quote(word));
      }
      callers.add(caller);
    }
    return callers;
  }
}
