package dev.keymaster.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object, members in the order in which they are set. Never holds a secret. */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(256).append('{');
  private boolean empty = true;

  /** Starts an empty object. */
  public JsonWriter() {}

  private StringBuilder name(String name) {
    if (!empty) {
      out.append(',');
    }
    empty = false;
    quote(out, name);
    return out.append(':');
  }

  /** Sets a text, or null. */
  public JsonWriter set(String name, @Nullable String value) {
    if (value == null) {
      name(name).append("null");
    } else {
      quote(name(name), value);
    }
    return this;
  }

  /** Sets an integer. */
  public JsonWriter set(String name, long value) {
    name(name).append(value);
    return this;
  }

  /** Sets a number as it is, without an exponent. */
  public JsonWriter set(String name, BigDecimal value) {
    name(name).append(value.toPlainString());
    return this;
  }

  /** Sets true or false. */
  public JsonWriter set(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  /** Sets a time (ISO-8601, UTC), or null. */
  public JsonWriter set(String name, @Nullable Instant value) {
    return set(name, value == null ? null : value.toString());
  }

  /** Sets an object, or null. */
  public JsonWriter set(String name, @Nullable JsonWriter value) {
    name(name).append(value == null ? "null" : value.text());
    return this;
  }

  /** Sets a list of texts. */
  public JsonWriter texts(String name, Iterable<String> values) {
    return list(name, values, (target, value) -> quote(target, value));
  }

  /** Sets a list of integers. */
  public JsonWriter numbers(String name, Iterable<Long> values) {
    return list(name, values, (target, value) -> target.append(value));
  }

  /** Sets a list of objects. */
  public JsonWriter objects(String name, List<JsonWriter> values) {
    return list(name, values, (target, value) -> target.append(value.text()));
  }

  /** Sets an object of texts. */
  public JsonWriter map(String name, Map<String, String> values) {
    JsonWriter object = new JsonWriter();
    values.forEach(object::set);
    return set(name, object);
  }

  private <T> JsonWriter list(
      String name, Iterable<T> values, BiConsumer<StringBuilder, T> writer) {
    name(name).append('[');
    String separator = "";
    for (T value : values) {
      out.append(separator);
      writer.accept(out, value);
      separator = ",";
    }
    out.append(']');
    return this;
  }

  private String text() {
    return out + "}";
  }

  /** Returns the object. */
  public byte[] bytes() {
    return text().getBytes(UTF_8);
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !paired(text, i))) {
        out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
        out.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private static boolean paired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
