package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file that a person writes, for whoever reads it: what has to stand where, and refusals
 * that name the line.
 *
 * @param name as the person knows it
 */
record YamlFile(String name) {
  KeymasterException wrong(Yaml.Span where, String problem, String hint) {
    return Malformed.at(name, where.line() + 1, problem, hint);
  }

  /** Refuses every field that has none of these names. */
  void known(Yaml.Fields fields, List<String> names) {
    fields
        .fields()
        .forEach((word, field) -> {
          if (!names.contains(word)) {
            throw wrong(
                field.key(),
                "unknown field " + Printable.quote(word),
                "known here: " + String.join(", ", names));
          }
        });
  }

  /** Returns the map of that name; one that is not there, or has no line, is empty. */
  Yaml.Fields map(Yaml.Fields parent, String field) {
    Yaml.Field found = parent.fields().get(field);
    return found == null ? new Yaml.Fields(Map.of(), true, parent.span()) : map(found);
  }

  Yaml.Fields map(Yaml.Field field) {
    return switch (field.value()) {
      case Yaml.Fields fields -> fields;
      case Yaml.Text(var value, var plain, var span) when plain && value.isEmpty() ->
          new Yaml.Fields(Map.of(), true, span);
      default -> throw wrong(field.key(), "not a map", "write name: value, a line each");
    };
  }

  /**
   * Returns the list of that name; one that is not there is empty.
   *
   * @param example of such a list
   */
  <T> List<T> list(Yaml.Fields fields, String field, String example, Function<String, T> reader) {
    Yaml.Field found = fields.fields().get(field);
    if (found == null) {
      return List.of();
    }
    if (!(found.value() instanceof Yaml.Items items)) {
      throw wrong(found.key(), "not a list", "write " + example);
    }
    List<T> list = new ArrayList<>();
    for (Yaml.Node item : items.items()) {
      list.add(said(item.span(), text(item), reader));
    }
    return list;
  }

  /** Returns the value of that name; null if it is not there. */
  <T> @Nullable T value(Yaml.Fields fields, String field, Function<String, T> reader) {
    Yaml.Field found = fields.fields().get(field);
    return found == null ? null : said(found.key(), text(found.value()), reader);
  }

  String text(Yaml.Node node) {
    if (node instanceof Yaml.Text(var value, var plain, var span) && !(plain && value.isEmpty())) {
      return value;
    }
    throw wrong(node.span(), "a single value belongs here", "");
  }

  /** Adds the line to what a name or duration has to complain about. */
  <S, T> T said(Yaml.Span where, S what, Function<S, T> reader) {
    try {
      return reader.apply(what);
    } catch (KeymasterException e) {
      throw wrong(where, String.valueOf(e.getMessage()), e.hint());
    }
  }
}
