package dev.keymaster.agent;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The path of a route, taken apart once: each request is held against many. */
final class Template {
  private final Route route;

  /** What stands before the first name. */
  private final String start;

  private final String[] words;

  Template(Route route) {
    this.route = route;
    String path = route.template();
    this.start = path.contains("{") ? path.substring(0, path.indexOf('{')) : path;
    this.words = path.split("/", -1);
  }

  Route route() {
    return route;
  }

  /** Returns what stands in the place of the names; null if the path is another one. */
  @Nullable Map<String, String> match(String path) {
    if (start.length() == route.template().length()) {
      return path.equals(start) ? Map.of() : null;
    }
    return path.startsWith(start) ? named(path) : null;
  }

  private @Nullable Map<String, String> named(String path) {
    boolean rest = words[words.length - 1].startsWith("{");
    String[] given = path.split("/", rest ? words.length : -1);
    if (given.length != words.length) {
      return null;
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < words.length; i++) {
      if (words[i].startsWith("{")) {
        parts.put(words[i].substring(1, words[i].length() - 1), given[i]);
      } else if (!words[i].equals(given[i])) {
        return null;
      }
    }
    return parts;
  }
}
