package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ValueRef;
import dev.keymaster.project.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One template and the keys it names: each is known to exist before the first value is released.
 */
final class Filling {
  private final Session session;
  private final String file;
  private final Template template;

  Filling(Session session, String file, Template template) {
    this.session = session;
    this.file = file;
    this.template = template;
  }

  /** Returns what it refers to, each once. */
  List<String> references() {
    return template.places().stream().map(place -> place.ref().toString()).distinct().toList();
  }

  /** Releases all keys in one commit and fills the template, which the caller wipes. */
  byte[] filled(Release how) {
    Map<ValueRef, Secret> values = fields();
    List<KeyRef> keys =
        template.places().stream()
            .map(Template.Place::ref)
            .filter(ref -> !values.containsKey(ref))
            .map(ValueRef::key)
            .distinct()
            .toList();
    List<Released> released =
        keys.isEmpty() ? List.of() : session.engine().keys().release(keys, how);
    try {
      for (int i = 0; i < keys.size(); i++) {
        values.put(new ValueRef(keys.get(i), ""), released.get(i).value());
      }
      return template.filled(inOrder(values));
    } finally {
      values.values().forEach(Secret::close);
    }
  }

  private List<Secret> inOrder(Map<ValueRef, Secret> values) {
    List<Secret> ordered = new ArrayList<>();
    template
        .places()
        .forEach(place -> Stream.ofNullable(values.get(place.ref())).forEach(ordered::add));
    return ordered;
  }

  /** What is asked for beside values; looks at every key, so that unknown ones are found here. */
  private Map<ValueRef, Secret> fields() {
    Map<ValueRef, Secret> fields = new LinkedHashMap<>();
    for (Template.Place place : template.places()) {
      try {
        String field = session.names().demand(place.ref());
        if (!place.ref().field().isEmpty()) {
          fields.put(place.ref(), Secret.taking(field.getBytes(UTF_8)));
        }
      } catch (KeymasterException e) {
        throw new KeymasterException(
            e.code(), file + " line " + place.line() + ": " + e.getMessage(), e.hint(), e);
      }
    }
    return fields;
  }
}
