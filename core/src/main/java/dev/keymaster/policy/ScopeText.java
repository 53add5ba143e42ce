package dev.keymaster.policy;

import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads which requests a line of a policy means. */
final class ScopeText {
  private ScopeText() {}

  /** Reads operations and what narrows them. */
  static Scope read(PolicyLine line) {
    return narrowed(line, operations(line));
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

  private static Set<Operation> operations(PolicyLine line) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String word : line.list("an operation")) {
      Operation operation = Operation.of(word);
      if (word.equals("everything")) {
        operations.addAll(EnumSet.allOf(Operation.class));
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
