package dev.keymaster.providers;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an answer, read with forbearance: fields that nobody asked for are no fault, and one
 * that is not there or of another kind is empty. A path is names with dots; where it meets a list
 * the first item that has it counts.
 */
record Body(@Nullable Object value) {
  /** Fields whose text is a key. */
  private static final Set<String> SECRET =
      Set.of(
          "key",
          "value",
          "xi-api-key",
          "token",
          "access_token",
          "apiKey",
          "keyString",
          "key1",
          "key2");

  /** Reads an answer; empty if it is not JSON. */
  static Optional<Body> of(HttpResponse response, boolean mayHoldKey) {
    try {
      Object value = JsonReader.value(response.body(), mayHoldKey ? SECRET : Set.of());
      return Optional.of(new Body(value));
    } catch (KeymasterException e) {
      return Optional.empty();
    }
  }

  /** Returns what stands there; a body of nothing if nothing does. */
  Body at(String path) {
    Object here = value;
    for (String name : path.split("\\.", -1)) {
      here = step(here, name);
    }
    return new Body(here);
  }

  private static @Nullable Object step(@Nullable Object here, String name) {
    if (here instanceof Map<?, ?> map) {
      return map.get(name);
    }
    if (here instanceof List<?> list) {
      for (Object item : list) {
        Object found = step(item, name);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Tells whether an answer meets a condition of the catalogue. */
  boolean meets(String condition) {
    if (condition.equals("[]")) {
      return value instanceof List<?>;
    }
    int equals = condition.indexOf('=');
    if (equals < 0) {
      Object found = at(condition).value;
      return found != null && !(found instanceof dev.keymaster.net.JsonNull);
    }
    Object found = at(condition.substring(0, equals)).value;
    return String.valueOf(found).equals(condition.substring(equals + 1));
  }

  boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  Optional<String> text(String path) {
    return at(path).value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A number, or text that is one. */
  Optional<BigDecimal> number(String path) {
    Object found = at(path).value;
    return switch (found) {
      case Long number -> Optional.of(BigDecimal.valueOf(number));
      case BigDecimal number -> Optional.of(number);
      case String text when text.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?") ->
          Optional.of(new BigDecimal(text));
      case null, default -> Optional.empty();
    };
  }

  boolean is(String path) {
    return Boolean.TRUE.equals(at(path).value);
  }

  /** A time: ISO 8601, or seconds since 1970; null if there is none. */
  @Nullable Instant time(String path) {
    Object found = at(path).value;
    try {
      return switch (found) {
        case Long seconds -> Instant.ofEpochSecond(seconds);
        case String text -> OffsetDateTime.parse(text).toInstant();
        case null, default -> null;
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The objects of a list; none if there is no list. */
  List<Body> list(String path) {
    Object found = path.isEmpty() ? value : at(path).value;
    List<Body> bodies = new ArrayList<>();
    if (found instanceof List<?> list) {
      list.forEach(item -> bodies.add(new Body(item)));
    }
    return bodies;
  }

  /** A key, which the caller closes. */
  Optional<Secret> secret(String path) {
    return at(path).value instanceof Secret secret && secret.length() > 0
        ? Optional.of(secret)
        : Optional.empty();
  }
}
