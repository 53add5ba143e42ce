package dev.keymaster.net;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object that was read, field by field; {@link #end} refuses those that nobody asked for. Every
 * failure is a usage failure that names the field.
 */
public final class JsonObject {
  private final Map<String, Object> members;
  private final Set<String> read = new HashSet<>();

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /** Takes a value of {@link JsonReader} that has to be an object. */
  public static JsonObject of(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw KeymasterException.usage("not a JSON object", "");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((name, member) -> members.put((String) name, member));
    return new JsonObject(members);
  }

  private <T> @Nullable T find(String name, Class<T> type) {
    read.add(name);
    Object value = members.get(name);
    if (value == null || value == JsonNull.NULL) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw KeymasterException.usage("not what is expected in JSON: " + Printable.quote(name), "");
    }
    return type.cast(value);
  }

  private static <T> T there(String name, @Nullable T value) {
    if (value == null) {
      throw KeymasterException.usage("missing in JSON: " + Printable.quote(name), "");
    }
    return value;
  }

  /** Returns a text. */
  public String text(String name) {
    return there(name, find(name, String.class));
  }

  /** Returns a text; null if it is not there. */
  public @Nullable String textOrNull(String name) {
    return find(name, String.class);
  }

  /** Returns an integer. */
  public long number(String name) {
    return there(name, find(name, Long.class));
  }

  /** Returns an integer of 32 bits. */
  public int integer(String name) {
    long number = number(name);
    if (number != (int) number) {
      throw KeymasterException.usage("too large in JSON: " + Printable.quote(name), "");
    }
    return (int) number;
  }

  /** Returns an integer of 32 bits; null if it is not there. */
  public @Nullable Integer integerOrNull(String name) {
    return find(name, Long.class) == null ? null : Integer.valueOf(integer(name));
  }

  /** Returns an integer; null if it is not there. */
  public @Nullable Long numberOrNull(String name) {
    return find(name, Long.class);
  }

  /** Returns a list of integers. */
  public List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (Object item : there(name, find(name, List.class))) {
      if (!(item instanceof Long number)) {
        throw KeymasterException.usage("not a list of numbers: " + Printable.quote(name), "");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** Returns true or false. */
  public boolean flag(String name) {
    return there(name, find(name, Boolean.class));
  }

  /** Returns a time. */
  public Instant time(String name) {
    return there(name, timeOrNull(name));
  }

  /** Returns a time; null if it is not there. */
  public @Nullable Instant timeOrNull(String name) {
    String text = textOrNull(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw KeymasterException.usage("not a time in JSON: " + Printable.quote(name), "");
    }
  }

  /** Returns an object. */
  public JsonObject object(String name) {
    return there(name, objectOrNull(name));
  }

  /** Returns an object; null if it is not there. */
  public @Nullable JsonObject objectOrNull(String name) {
    Map<?, ?> map = find(name, Map.class);
    return map == null ? null : of(map);
  }

  /** Returns a list of texts. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : there(name, find(name, List.class))) {
      if (!(item instanceof String text)) {
        throw KeymasterException.usage("not a list of texts: " + Printable.quote(name), "");
      }
      texts.add(text);
    }
    return texts;
  }

  /** Returns a list of objects. */
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : there(name, find(name, List.class))) {
      objects.add(of(item));
    }
    return objects;
  }

  /** Returns an object whose members are all texts. */
  public Map<String, String> map(String name) {
    JsonObject object = object(name);
    Map<String, String> map = new LinkedHashMap<>();
    object.members.keySet().forEach(key -> map.put(key, object.text(key)));
    return map;
  }

  /** Refuses members that nobody asked for. */
  public void end() {
    for (String name : members.keySet()) {
      if (!read.contains(name)) {
        throw KeymasterException.usage("unknown in JSON: " + Printable.quote(name), "");
      }
    }
  }
}
