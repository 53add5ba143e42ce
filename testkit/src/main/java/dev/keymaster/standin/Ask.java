package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.JsonReader;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks.
 *
 * @param path below the base of the API, decoded
 * @param query names as sent, with the brackets of lists, to values, decoded
 * @param fields of the head
 * @param body as sent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Ask(
    String method, String path, Map<String, List<String>> query, HttpFields fields, byte[] body) {

  /** Reads a request whose path stands below {@code base}. */
  static Ask of(HttpRequest request, String base) {
    String target = request.path();
    int mark = target.indexOf('?');
    String path = decoded((mark < 0 ? target : target.substring(0, mark)).replace("+", "%2B"));
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String part : (mark < 0 ? "" : target.substring(mark + 1)).split("&", -1)) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        String name = decoded(equals < 0 ? part : part.substring(0, equals));
        String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
        query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    String below = path.startsWith(base + "/") ? path.substring(base.length()) : "";
    return new Ask(request.method(), below, query, request.fields(), request.body());
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "malformed percent-encoding");
    }
  }

  /** Returns a parameter's values, sent with brackets or without. */
  List<String> all(String name) {
    List<String> all = new ArrayList<>(query.getOrDefault(name, List.of()));
    all.addAll(query.getOrDefault(name + "[]", List.of()));
    return all;
  }

  /** Returns a parameter's value. */
  Optional<String> one(String name) {
    return all(name).stream().findFirst();
  }

  /** Returns a number among the parameters; {@code usual} if it is not there. */
  int number(String name, int usual) {
    return one(name).filter(text -> text.matches("[0-9]{1,9}")).map(Integer::valueOf).orElse(usual);
  }

  /** Returns the body as JSON, which has to be said in the head. */
  Object tree() {
    String type = fields.first("content-type").orElse("");
    if (!type.matches("(?i)application/json(; *charset=\"?utf-8\"?)?")) {
      throw new Refusal(415, "Unsupported content type");
    }
    try {
      return JsonReader.value(body);
    } catch (KeymasterException e) {
      throw new Refusal(400, "The body is not JSON");
    }
  }

  /** Returns the body as an object. */
  Map<?, ?> object() {
    return tree() instanceof Map<?, ?> object ? object : Map.of();
  }

  /** Returns a text of the body, if it is there. */
  Optional<String> text(String name) {
    return object().get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
