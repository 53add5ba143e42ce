package dev.keymaster.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a route, taken apart once: each request is held against many. {@code {name}} stands
 * for one part of a path, and at its end for all the rest.
 */
final class PathTemplate {
  /** What a path begins with, up to the first name. */
  private final String start;

  private final List<Part> parts;

  /** One part: a name, or what it is to be. */
  private record Part(boolean isName, String text) {
    static Part of(String word) {
      boolean name = word.startsWith("{");
      return new Part(name, name ? word.substring(1, word.length() - 1) : word);
    }
  }

  PathTemplate(String template) {
    int name = template.indexOf('{');
    this.start = name < 0 ? template : template.substring(0, name);
    this.parts = Stream.of(template.split("/", -1)).map(Part::of).toList();
  }

  /** Returns what stands in the place of the names; null if the path is another one. */
  @Nullable Map<String, String> match(String path) {
    return path.startsWith(start) ? named(path) : null;
  }

  private @Nullable Map<String, String> named(String path) {
    String[] given = path.split("/", parts.getLast().isName() ? parts.size() : -1);
    if (given.length != parts.size()) {
      return null;
    }
    Map<String, String> found = new HashMap<>();
    for (int i = 0; i < given.length; i++) {
      Part part = parts.get(i);
      if (part.isName()) {
        found.put(part.text(), given[i]);
      } else if (!part.text().equals(given[i])) {
        return null;
      }
    }
    return found;
  }
}
