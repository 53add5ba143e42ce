package dev.keymaster.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.net.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model is told: an object of texts, numbers and lists. Never a value of a key. */
public final class Told {
  private final JsonWriter json = new JsonWriter();

  /** Starts with nothing. */
  public Told() {}

  /** Tells a text, or that there is none. */
  public Told set(String name, @Nullable String value) {
    json.set(name, value);
    return this;
  }

  /** Tells a number. */
  public Told set(String name, long value) {
    json.set(name, value);
    return this;
  }

  /** Tells whether. */
  public Told set(String name, boolean value) {
    json.set(name, value);
    return this;
  }

  /** Tells a list of texts. */
  public Told texts(String name, List<String> values) {
    json.texts(name, values);
    return this;
  }

  /** Tells a list of objects. */
  public Told objects(String name, List<Told> values) {
    json.objects(name, values.stream().map(value -> value.json).toList());
    return this;
  }

  JsonWriter json() {
    return json;
  }

  String text() {
    return new String(json.bytes(), UTF_8);
  }
}
