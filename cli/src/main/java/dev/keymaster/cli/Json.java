package dev.keymaster.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the making, fields in the order in which they were set.
 *
 * <p>Whatever a terminal could take for a command is escaped, not only what JSON demands.
 */
final class Json {
  /** A value is a {@code Json}, a list of them, or text that is JSON already. */
  private record Field(String name, Object value) {}

  private final List<Field> fields = new ArrayList<>();

  private Json() {}

  /** A document; its schema is {@code keymaster/<noun>/1}. */
  static Json document(String noun) {
    return new Json().set("schema", "keymaster/" + noun + "/1");
  }

  /** An object inside a document. */
  static Json object() {
    return new Json();
  }

  Json set(String name, @Nullable String value) {
    return put(name, value == null ? "null" : quote(value));
  }

  /** ISO-8601, UTC. */
  Json set(String name, @Nullable Instant value) {
    return set(name, value == null ? null : value.toString());
  }

  Json set(String name, long value) {
    return put(name, Long.toString(value));
  }

  Json set(String name, boolean value) {
    return put(name, Boolean.toString(value));
  }

  Json set(String name, Json value) {
    return put(name, value);
  }

  /** A list of objects. */
  Json objects(String name, List<Json> values) {
    return put(name, values);
  }

  /** A list of texts. */
  Json texts(String name, List<String> values) {
    return put(name, "[" + String.join(", ", values.stream().map(Json::quote).toList()) + "]");
  }

  /** A list of numbers. */
  Json numbers(String name, List<Long> values) {
    return put(name, "[" + String.join(", ", values.stream().map(String::valueOf).toList()) + "]");
  }

  private Json put(String name, Object value) {
    fields.add(new Field(name, value));
    return this;
  }

  /** Returns the document, indented by two spaces, without a line end. */
  String text() {
    return render(this, 0);
  }

  /** Returns the document in one line, without a line end. */
  String line() {
    return line(this);
  }

  private static String line(Object value) {
    return switch (value) {
      case Json json ->
          json.fields.stream()
              .map(field -> quote(field.name) + ":" + line(field.value))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list -> list.stream().map(Json::line).collect(Collectors.joining(",", "[", "]"));
      default -> value.toString();
    };
  }

  private static String render(Object value, int depth) {
    return switch (value) {
      case Json json ->
          lines(
              "{",
              json.fields.stream()
                  .map(field -> quote(field.name) + ": " + render(field.value, depth + 1))
                  .toList(),
              "}",
              depth);
      case List<?> list ->
          lines("[", list.stream().map(item -> render(item, depth + 1)).toList(), "]", depth);
      default -> value.toString();
    };
  }

  private static String lines(String open, List<String> items, String close, int depth) {
    if (items.isEmpty()) {
      return open + close;
    }
    String indent = "\n" + "  ".repeat(depth + 1);
    String body = indent + String.join("," + indent, items);
    return open + body + "\n" + "  ".repeat(depth) + close;
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      append(out, text.charAt(i));
    }
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20 || (c > 0x7e && !Character.isLetterOrDigit(c) && c != '…')) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
