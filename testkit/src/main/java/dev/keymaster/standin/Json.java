package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.net.JsonNull;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as a tree of maps, lists, texts, numbers, truths and nulls; written without a space. */
final class Json {
  private Json() {}

  /** Returns an object of names and values in turn. */
  static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  /** Returns the list of objects under that name; none if there is no such list. */
  static List<Map<?, ?>> objects(Map<?, ?> tree, String name) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (tree.get(name) instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  static byte[] bytes(@Nullable Object tree) {
    return text(tree).getBytes(UTF_8);
  }

  static String text(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    write(out, tree);
    return out.toString();
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case JsonNull _ -> out.append("null");
      case String text -> quote(out, text);
      case BigDecimal number -> out.append(number.toPlainString());
      case Long number -> out.append(number);
      case Integer number -> out.append(number);
      case Boolean truth -> out.append(truth);
      case Map<?, ?> map -> object(out, map);
      case List<?> list -> array(out, list);
      default -> throw new BugException("not JSON: " + value.getClass());
    }
  }

  private static void object(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : map.entrySet()) {
      out.append(separator);
      quote(out, String.valueOf(member.getKey()));
      write(out.append(':'), member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static void array(StringBuilder out, List<?> list) {
    out.append('[');
    String separator = "";
    for (Object item : list) {
      write(out.append(separator), item);
      separator = ",";
    }
    out.append(']');
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
