package dev.keymaster.standin;

import dev.keymaster.model.BugException;
import dev.keymaster.net.JsonNull;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a value in JSON may look like: the lines of one {@code shape} of a table. */
final class Shape {
  private static final Pattern LINE = Pattern.compile("(\\S+) (.+?)(!?)");

  private final Kinds kinds;
  private final boolean required;
  private final Map<String, Shape> members = new LinkedHashMap<>();
  private @Nullable Shape items;

  private Shape(Kinds kinds, boolean required) {
    this.kinds = kinds;
    this.required = required;
  }

  /** Reads lines; the first is the value as a whole, and a parent stands before its parts. */
  static Shape of(List<String> lines) {
    Shape root = parse(lines.getFirst());
    root.add(lines.subList(1, lines.size()));
    return root;
  }

  /** Adds fields, or describes some anew. */
  void add(List<String> lines) {
    for (String line : lines) {
      place(line.substring(0, line.indexOf(' ')), parse(line));
    }
  }

  private static Shape parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new BugException("not a line of a table: " + line);
    }
    return new Shape(Kinds.of(parts.group(2)), !parts.group(3).isEmpty());
  }

  private void place(String path, Shape part) {
    if (path.equals("[]")) {
      items = part;
    } else if (path.startsWith("[]")) {
      inside(items, path)
          .place(path.charAt(2) == '.' ? path.substring(3) : path.substring(2), part);
    } else {
      int end = end(path);
      if (end == path.length()) {
        members.put(path, part);
      } else {
        String rest = path.charAt(end) == '.' ? path.substring(end + 1) : path.substring(end);
        inside(members.get(path.substring(0, end)), path).place(rest, part);
      }
    }
  }

  private static Shape inside(@Nullable Shape parent, String path) {
    if (parent == null) {
      throw new BugException("a line of a table without its parent: " + path);
    }
    return parent;
  }

  private static int end(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '.' || path.charAt(i) == '[') {
        return i;
      }
    }
    return path.length();
  }

  /** Returns what is wrong with that value, one line each. */
  List<String> complaints(Object value) {
    List<String> found = new ArrayList<>();
    look("", value, found);
    return found;
  }

  private void look(String path, Object value, List<String> found) {
    String problem = kinds.problem(value);
    if (!problem.isEmpty()) {
      found.add((path.isEmpty() ? "the body" : path) + " " + problem);
    } else if (value instanceof Map<?, ?> object && !kinds.any()) {
      object(path, object, found);
    } else if (value instanceof List<?> list && items != null) {
      for (Object item : list) {
        items.look(path + "[]", item, found);
      }
    }
  }

  private void object(String path, Map<?, ?> object, List<String> found) {
    String prefix = path.isEmpty() ? "" : path + ".";
    members.forEach((name, member) -> {
      if (member.required && !object.containsKey(name)) {
        found.add(prefix + name + " is missing");
      }
    });
    object.forEach((name, value) -> {
      Shape member = members.get(String.valueOf(name));
      if (member != null) {
        member.look(prefix + name, value, found);
      } else if (!kinds.open()) {
        found.add(prefix + name + " is unknown");
      }
    });
  }

  /** Tells what the types of JSON are called in a table. */
  static String kind(Object value) {
    return switch (value) {
      case JsonNull _ -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Long _ -> "integer";
      case BigDecimal _ -> "number";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      default -> throw new BugException("not JSON: " + value.getClass());
    };
  }
}
