package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.service.LocalEngine;
import java.util.Map;
import java.util.Optional;

/**
 * A request on its way to its route.
 *
 * @param request as it arrived
 * @param path what stands in the place of each {@code {name}} of the route
 * @param engine the engine, for the caller that the kernel named
 */
public record Exchange(HttpRequest request, Map<String, String> path, LocalEngine engine) {
  /** Returns the JSON of the body; USAGE if it is not an object. */
  public JsonObject json() {
    return JsonReader.object(request.body());
  }

  /** Returns a part of the path. */
  public String part(String name) {
    return Optional.ofNullable(path.get(name))
        .orElseThrow(() -> KeymasterException.usage("the path has no " + name, ""));
  }

  /** Returns a parameter of the query, if it is there. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(request.query().get(name));
  }

  /** Returns a parameter that is a number from 1, if it is there. */
  public Optional<Integer> number(String name) {
    return parameter(name).map(Exchange::counted);
  }

  private static Integer counted(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw KeymasterException.usage("not a number from 1 in the query", "");
    }
    return Integer.valueOf(text);
  }
}
