package dev.keymaster.ide;

import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text that is JSON with comments, as editors keep their settings in. Changes keep every byte of
 * what they are not about. Immutable.
 */
final class Jsonc {
  private static final String INDENT = "  ";
  private static final int MOST_LEVELS = 64;

  /** A value from its first byte to behind its last; of an object or array with what is in it. */
  private record Node(int start, int end, boolean object, List<Member> members) {}

  /** A value in an object, or in an array, where it has no name. */
  private record Member(String name, int start, Node value) {}

  private final String text;
  private final Node root;

  private Jsonc(String text, Node root) {
    this.text = text;
    this.root = root;
  }

  /** Parses it; an empty text is an empty object. USAGE if it is no JSON object, even so. */
  static Jsonc of(String text) {
    String whole = text.isBlank() ? "{}\n" : text;
    Parsing parsing = new Parsing(whole);
    Node root = parsing.value();
    if (!root.object) {
      throw parsing.wrong(0);
    }
    parsing.end();
    return new Jsonc(whole, root);
  }

  String text() {
    return text;
  }

  /** Returns the text of the value at that path, if there is one. */
  Optional<String> at(String... path) {
    return find(path, path.length).map(node -> text.substring(node.start, node.end));
  }

  private Optional<Node> find(String[] path, int depth) {
    Node node = root;
    for (int i = 0; i < depth && node != null; i++) {
      node = member(node, path[i]);
    }
    return Optional.ofNullable(node);
  }

  private static @Nullable Node member(Node node, String name) {
    Node found = null;
    for (Member each : node.members) {
      if (node.object && each.name.equals(name)) {
        found = each.value;
      }
    }
    return found;
  }

  /** Puts a value at that path unless there is one; objects above it are made. */
  Jsonc with(String value, String... path) {
    if (find(path, path.length).isPresent()) {
      return this;
    }
    int depth = path.length - 1;
    while (find(path, depth).isEmpty()) {
      depth--;
    }
    Node above = find(path, depth).orElseThrow();
    if (!above.object) {
      throw KeymasterException.usage(path[depth - 1] + " is no object in these settings", "");
    }
    StringBuilder nested = new StringBuilder(value);
    for (int i = path.length - 1; i > depth; i--) {
      nested.insert(0, "{ " + quoted(path[i]) + ": ").append(" }");
    }
    return inserted(above, quoted(path[depth]) + ": " + nested);
  }

  /** Adds an item at the end of the list at that path unless it has it; the list is made. */
  Jsonc withItem(String item, String... path) {
    Optional<Node> list = find(path, path.length);
    if (list.isEmpty()) {
      return with("[" + item + "]", path);
    }
    boolean there = list.get().members.stream().anyMatch(each -> isText(each.value, item));
    return there ? this : inserted(list.get(), item);
  }

  private boolean isText(Node node, String value) {
    return text.substring(node.start, node.end).equals(value);
  }

  private Jsonc inserted(Node into, String what) {
    int close = into.end - 1;
    if (into.members.isEmpty()) {
      String outer = indentAt(into.start);
      String before = text.substring(0, close).stripTrailing();
      return of(before + "\n" + outer + INDENT + what + "\n" + outer + text.substring(close));
    }
    Member last = into.members.getLast();
    int comma = comma(last.value.end);
    boolean lines = text.substring(into.start, last.start).indexOf('\n') >= 0;
    String gap = lines ? "\n" + indentAt(last.start) : " ";
    int at = comma < 0 ? last.value.end : comma + 1;
    int line = lines ? endOfLine(at) : at;
    String between = text.substring(at, line);
    String added = (comma < 0 ? "," : "") + between + gap + what;
    return of(text.substring(0, at) + added + text.substring(line));
  }

  /** A comment behind a value belongs to it. */
  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    int after = Parsing.skip(text, from);
    return end >= 0 && after >= end ? end : from;
  }

  /** Where the comma is that follows a value; -1 if none does. */
  private int comma(int from) {
    int at = Parsing.skip(text, from);
    return at < text.length() && text.charAt(at) == ',' ? at : -1;
  }

  private String indentAt(int at) {
    int line = text.lastIndexOf('\n', at - 1) + 1;
    int end = line;
    while (end < at && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(line, end);
  }

  /** Takes the value at that path away, if there is one that fits. */
  Jsonc without(String value, String... path) {
    Optional<Node> above = find(path, path.length - 1);
    String name = path[path.length - 1];
    return above.map(node -> removed(node, name, value)).orElse(this);
  }

  /** Takes an item out of the list at that path. */
  Jsonc withoutItem(String item, String... path) {
    return find(path, path.length).map(list -> removed(list, "", item)).orElse(this);
  }

  private Jsonc removed(Node from, String name, String value) {
    for (int i = 0; i < from.members.size(); i++) {
      Member each = from.members.get(i);
      if (each.name.equals(name) && isText(each.value, value)) {
        return of(cut(from, i));
      }
    }
    return this;
  }

  private String cut(Node from, int index) {
    Member each = from.members.get(index);
    int start = each.start;
    while (Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    int comma = comma(each.value.end);
    if (comma >= 0) {
      return text.substring(0, start) + text.substring(comma + 1);
    }
    if (index > 0) {
      start = comma(from.members.get(index - 1).value.end);
      return text.substring(0, start)
          + text.substring(start + 1, each.start).stripTrailing()
          + text.substring(each.value.end);
    }
    return text.substring(0, start) + text.substring(each.value.end).stripLeading();
  }

  /** Writes text as JSON has it. */
  static String quoted(String plain) {
    return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Reads as far as needed to know where everything is. */
  private static final class Parsing {
    private final String text;
    private int at;
    private int depth;

    Parsing(String text) {
      this.text = text;
      this.at = text.startsWith("\ufeff") ? 1 : 0;
    }

    void end() {
      at = skip(text, at);
      if (at < text.length()) {
        throw wrong(at);
      }
    }

    Node value() {
      at = skip(text, at);
      char first = peek();
      if (first == '{' || first == '[') {
        return container(first == '{');
      }
      int start = at;
      if (first == '"') {
        string();
      } else {
        while (at < text.length() && isPlain(text.charAt(at))) {
          at++;
        }
        if (at == start) {
          throw wrong(at);
        }
      }
      return new Node(start, at, false, List.of());
    }

    private static boolean isPlain(char c) {
      return Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
    }

    private Node container(boolean object) {
      int start = at++;
      if (++depth > MOST_LEVELS) {
        throw wrong(start);
      }
      char close = object ? '}' : ']';
      List<Member> members = new ArrayList<>();
      at = skip(text, at);
      while (peek() != close) {
        members.add(member(object));
        at = skip(text, at);
        if (peek() == ',') {
          at = skip(text, at + 1);
        } else if (peek() != close) {
          throw wrong(at);
        }
      }
      at++;
      depth--;
      return new Node(start, at, object, members);
    }

    private Member member(boolean object) {
      int start = at;
      String name = "";
      if (object) {
        if (peek() != '"') {
          throw wrong(at);
        }
        name = string();
        at = skip(text, at);
        if (peek() != ':') {
          throw wrong(at);
        }
        at++;
      }
      return new Member(name, start, value());
    }

    private String string() {
      int start = ++at;
      while (peek() != '"') {
        at += peek() == '\\' ? 2 : 1;
      }
      return text.substring(start, at++).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private char peek() {
      if (at >= text.length()) {
        throw wrong(text.length());
      }
      return text.charAt(at);
    }

    /** Skips white space and comments. */
    static int skip(String text, int from) {
      int at = from;
      while (at < text.length()) {
        if (Character.isWhitespace(text.charAt(at))) {
          at++;
        } else if (text.startsWith("//", at)) {
          int end = text.indexOf('\n', at);
          at = end < 0 ? text.length() : end;
        } else if (text.startsWith("/*", at)) {
          int end = text.indexOf("*/", at + 2);
          at = end < 0 ? text.length() : end + 2;
        } else {
          break;
        }
      }
      return at;
    }

    KeymasterException wrong(int where) {
      long line = text.substring(0, where).chars().filter(c -> c == '\n').count() + 1;
      return KeymasterException.usage(
          "it is no JSON object with comments: line " + line, "mend it first");
    }
  }
}
