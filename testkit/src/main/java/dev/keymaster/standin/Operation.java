package dev.keymaster.standin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call of an API, as a table describes it. */
final class Operation {
  /** A parameter in the query. */
  record Parameter(Kinds kinds, boolean required) {}

  /** A body that is not described. */
  static final String NOTHING = "-";

  private final String method;
  private final List<String> segments;
  private final String name;
  final Map<String, Parameter> query = new LinkedHashMap<>();
  final Map<String, String> gives = new LinkedHashMap<>();
  String takes = NOTHING;

  Operation(String name) {
    this.name = name;
    this.method = name.substring(0, Math.max(0, name.indexOf(' ')));
    this.segments = List.of(name.substring(name.indexOf(' ') + 1).split("/", -1));
  }

  /** Returns method and path as the table has them. */
  String name() {
    return name;
  }

  String method() {
    return method;
  }

  /** Tells how many segments of the path are given by name; -1 if that path is not of this call. */
  int fit(String path) {
    List<String> given = List.of(path.split("/", -1));
    if (given.size() != segments.size()) {
      return -1;
    }
    int literal = 0;
    for (int i = 0; i < given.size(); i++) {
      boolean variable = segments.get(i).startsWith("{");
      if (variable ? given.get(i).isEmpty() : !segments.get(i).equals(given.get(i))) {
        return -1;
      }
      literal += variable ? 0 : 1;
    }
    return literal;
  }

  /** Returns what stands in a path at the variable parts, in their order. */
  List<String> variables(String path) {
    List<String> given = List.of(path.split("/", -1));
    List<String> found = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (segments.get(i).startsWith("{")) {
        found.add(given.get(i));
      }
    }
    return found;
  }

  /** Tells whether an answer of that status is documented. */
  boolean documents(int status) {
    return gives.containsKey(Integer.toString(status));
  }

  @Override
  public String toString() {
    return name;
  }
}
