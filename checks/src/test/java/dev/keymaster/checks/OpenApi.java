package dev.keymaster.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/openapi.yaml as a tree, and samples of its schemas. */
final class OpenApi {
  /** What a field of that name holds where its schema does not tell. */
  private static final Map<String, Object> SAMPLES =
      Map.of(
          "environment", "dev",
          "name", "team/openai",
          "profile", "research",
          "service", "openai",
          "variable", "OPENAI_API_KEY",
          "kind", "reveal",
          "code", "locked",
          "endpoint", "https://example.com");

  private final Map<String, Object> document;

  OpenApi() {
    try {
      String text = Files.readString(House.ROOT.resolve("docs/openapi.yaml"));
      document = map(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  /** Returns the member, which has to be there. */
  static Map<String, Object> at(Map<String, Object> from, String name) {
    return map(Objects.requireNonNull(from.get(name), name));
  }

  Map<String, Object> paths() {
    return at(document, "paths");
  }

  Map<String, Object> schemas() {
    return at(at(document, "components"), "schemas");
  }

  /** Follows a reference, if it is one. */
  Map<String, Object> resolved(Map<String, Object> node) {
    if (!(node.get("$ref") instanceof String reference)) {
      return node;
    }
    Map<String, Object> target = document;
    for (String part : reference.substring(2).split("/", -1)) {
      target = at(target, part);
    }
    return target;
  }

  /** Makes a sample with every field. */
  Object sample(String schema) {
    return sample(at(schemas(), schema), "");
  }

  private Object sample(Map<String, Object> schema, String name) {
    Map<String, Object> real = resolved(schema);
    if (real.get("oneOf") instanceof List<?> choices) {
      return sample(map(choices.getFirst()), name);
    }
    if (real.get("enum") instanceof List<?> words) {
      return Objects.requireNonNull(words.getFirst());
    }
    Object type = real.get("type");
    Object plain = type instanceof List<?> types ? types.getFirst() : type;
    return switch (String.valueOf(plain)) {
      case "object" -> object(real);
      case "array" -> List.of(sample(at(real, "items"), name));
      case "integer" -> 3L;
      case "boolean" -> true;
      default -> text(real, name);
    };
  }

  private static Object text(Map<String, Object> schema, String name) {
    if ("date-time".equals(schema.get("format"))) {
      return "2026-01-02T03:04:05Z";
    }
    if (schema.get("example") instanceof String example) {
      return example;
    }
    String pattern = String.valueOf(schema.get("pattern"));
    if (pattern.contains("{32}")) {
      return "0123456789abcdef0123456789abcdef";
    }
    return pattern.startsWith("^km") ? "km://dev/a" : SAMPLES.getOrDefault(name, "some text");
  }

  private Map<String, Object> object(Map<String, Object> schema) {
    Map<String, Object> sample = new LinkedHashMap<>();
    if (schema.get("properties") == null) {
      sample.put("team", "x");
      return sample;
    }
    at(schema, "properties")
        .forEach((name, property) -> sample.put(name, sample(map(property), name)));
    return sample;
  }

  /** A sample that was changed in one place. */
  record Change(String what, boolean valid, Object document) {}

  /** Makes samples that lack one field or have one too many, at every level. */
  List<Change> changes(String schema) {
    List<Change> changes = new ArrayList<>();
    collect(at(schemas(), schema), schema, whole -> whole, sample(schema), changes);
    return changes;
  }

  private interface Putting {
    Object whole(Object part);
  }

  private void collect(
      Map<String, Object> schema, String path, Putting putting, Object sample, List<Change> out) {
    Map<String, Object> real = resolved(schema);
    if (real.get("oneOf") instanceof List<?> choices) {
      collect(map(choices.getFirst()), path, putting, sample, out);
    } else if (sample instanceof List<?> list) {
      collect(at(real, "items"), path, one -> putting.whole(List.of(one)), list.getFirst(), out);
    } else if (real.get("properties") != null) {
      fields(real, path, putting, map(sample), out);
    }
  }

  private void fields(
      Map<String, Object> schema,
      String path,
      Putting putting,
      Map<String, Object> sample,
      List<Change> out) {
    Map<String, Object> more = new LinkedHashMap<>(sample);
    more.put("unheard_of", "x");
    out.add(new Change(path + " with a field more", false, putting.whole(more)));
    List<?> required = (List<?>) schema.getOrDefault("required", List.of());
    at(schema, "properties")
        .forEach((name, property) -> {
          Map<String, Object> less = new LinkedHashMap<>(sample);
          less.remove(name);
          boolean valid = !required.contains(name) && !isDemanded(schema, name, less.keySet());
          out.add(new Change(path + " without " + name, valid, putting.whole(less)));
          Putting deeper =
              part -> {
                Map<String, Object> changed = new LinkedHashMap<>(sample);
                changed.put(name, part);
                return putting.whole(changed);
              };
          Object part = Objects.requireNonNull(sample.get(name));
          collect(map(property), path + "." + name, deeper, part, out);
        });
  }

  /** Tells whether a property that is there takes that one ({@code dependentRequired}). */
  private static boolean isDemanded(
      Map<String, Object> schema, String name, Set<String> properties) {
    Map<String, Object> demands = map(schema.getOrDefault("dependentRequired", Map.of()));
    return demands.entrySet().stream()
        .anyMatch(each ->
            properties.contains(each.getKey()) && ((List<?>) each.getValue()).contains(name));
  }
}
