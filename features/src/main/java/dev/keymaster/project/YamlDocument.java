package dev.keymaster.project;

import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML document of somebody else, read as strictly as our own files: no tags, no anchors, no key
 * twice. The parser makes text of what it reads; what is returned is not.
 */
public final class YamlDocument {
  private static final Yaml.Bounds BOUNDS = new Yaml.Bounds(16 << 20, 1_000_000);

  private YamlDocument() {}

  /**
   * Reads a document whose top is a map: maps, lists and {@link Secret}s; the caller closes them.
   *
   * @param file what messages call it
   * @throws dev.keymaster.model.KeymasterException USAGE with the line
   */
  public static Map<String, Object> parse(byte[] bytes, String file) {
    return fields(Yaml.parse(Yaml.text(bytes, file), file, BOUNDS));
  }

  private static Object value(Yaml.Node node) {
    return switch (node) {
      case Yaml.Text text -> Secret.taking(text.value().getBytes(StandardCharsets.UTF_8));
      case Yaml.Fields fields -> fields(fields);
      case Yaml.Items items -> {
        List<Object> list = new ArrayList<>();
        items.items().forEach(item -> list.add(value(item)));
        yield list;
      }
    };
  }

  private static Map<String, Object> fields(Yaml.Fields fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    fields.fields().forEach((name, field) -> map.put(name, value(field.value())));
    return map;
  }
}
