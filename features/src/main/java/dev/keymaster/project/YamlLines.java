package dev.keymaster.project;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Changes one value of a YAML file that people also edit: every line that is not concerned, and
 * every comment, stays as it is. Works on maps that are written a line each; anything else is left
 * to the person.
 */
final class YamlLines {
  private static final String STEP = "  ";

  private final String file;
  private final List<String> lines;
  private final boolean windows;
  private final Yaml.Fields top;

  private YamlLines(String text, String file) {
    this.file = file;
    this.windows = text.contains("\r\n");
    this.lines = text.lines().collect(Collectors.toCollection(ArrayList::new));
    this.top = Yaml.parse(text, file);
  }

  /** Returns {@code text} with the value at {@code path} set; {@code scalar} is YAML already. */
  static String set(String text, String file, List<String> path, String scalar) {
    YamlLines document = new YamlLines(text, file);
    document.set(path, scalar);
    return document.checked(path, true);
  }

  /** Returns {@code text} without the entry at {@code path}, and without maps that this empties. */
  static String unset(String text, String file, List<String> path) {
    YamlLines document = new YamlLines(text, file);
    document.unset(path);
    return document.checked(path, false);
  }

  /** Writes text as a YAML scalar, plain where that reads back as the same text. */
  static String scalar(String text) {
    boolean plain = text.matches("[A-Za-z0-9_./][A-Za-z0-9_./:@%+-]*") && !text.endsWith(":");
    return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private void set(List<String> path, String scalar) {
    Yaml.Fields fields = top;
    for (int depth = 0; depth < path.size(); depth++) {
      Yaml.Field field = fields.fields().get(path.get(depth));
      if (field == null) {
        insert(fields, path.subList(depth, path.size()), scalar);
        return;
      }
      if (depth == path.size() - 1) {
        replace(field, scalar);
      } else if (field.value() instanceof Yaml.Fields inner && inner.block()) {
        fields = inner;
      } else if (isNothing(field.value())) {
        insertBelow(field, path.subList(depth + 1, path.size()), scalar);
        return;
      } else {
        throw byHand(field);
      }
    }
  }

  private static boolean isNothing(Yaml.Node node) {
    return node instanceof Yaml.Text text && text.plain() && text.value().isEmpty();
  }

  private void replace(Yaml.Field field, String scalar) {
    Yaml.Span span = field.value().span();
    boolean oneLine = span.line() == span.endLine() && span.line() == field.key().line();
    if (!oneLine || !(field.value() instanceof Yaml.Text)) {
      throw byHand(field);
    }
    String line = lines.get(span.line());
    int from = line.offsetByCodePoints(0, span.column());
    int to = line.offsetByCodePoints(0, span.endColumn());
    String gap = "";
    if (isNothing(field.value())) {
      from = line.indexOf(':', line.offsetByCodePoints(0, field.key().endColumn())) + 1;
      to = from;
      gap = " ";
    }
    lines.set(span.line(), line.substring(0, from) + gap + scalar + line.substring(to));
  }

  private void insert(Yaml.Fields parent, List<String> path, String scalar) {
    if (!parent.block()) {
      throw KeymasterException.usage(
          file + " is not written a line each", "add " + String.join(": ", path) + " by hand");
    }
    if (parent.fields().isEmpty()) {
      insertLines(endOfText(), 0, path, scalar);
      return;
    }
    Yaml.Field sibling = parent.fields().values().iterator().next();
    insertLines(lastLine(parent) + 1, sibling.key().column(), path, scalar);
  }

  private void insertBelow(Yaml.Field field, List<String> path, String scalar) {
    int indent = field.key().column() + STEP.length();
    insertLines(field.key().line() + 1, indent, path, scalar);
  }

  private void insertLines(int at, int indent, List<String> path, String scalar) {
    for (int i = 0; i < path.size(); i++) {
      String start = " ".repeat(indent) + STEP.repeat(i) + scalar(path.get(i)) + ":";
      lines.add(at + i, i == path.size() - 1 ? start + " " + scalar : start);
    }
  }

  /** An empty document may hold comments and a marker for its end. */
  private int endOfText() {
    int end = lines.size();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("...")) {
        end = i;
      }
    }
    return end;
  }

  private void unset(List<String> path) {
    List<Yaml.Field> trail = new ArrayList<>();
    Yaml.Fields fields = top;
    for (int depth = 0; depth < path.size(); depth++) {
      Yaml.Field field = fields.fields().get(path.get(depth));
      if (field == null) {
        return;
      }
      if (!fields.block()) {
        throw byHand(field);
      }
      if (fields.fields().size() > 1) {
        trail.clear();
      }
      trail.add(field);
      if (depth == path.size() - 1) {
        remove(trail.getFirst());
      } else if (field.value() instanceof Yaml.Fields inner && inner.block()) {
        fields = inner;
      } else {
        throw byHand(field);
      }
    }
  }

  private void remove(Yaml.Field field) {
    int last = Math.max(field.key().line(), lastLine(field.value()));
    lines.subList(field.key().line(), last + 1).clear();
  }

  /** The last line of a node that holds something of it; block maps end where the next thing is. */
  private static int lastLine(Yaml.Node node) {
    return switch (node) {
      case Yaml.Fields(var fields, var block, var span) when block ->
          fields.values().stream()
              .map(field -> Math.max(field.key().line(), lastLine(field.value())))
              .max(Comparator.naturalOrder())
              .orElse(span.line());
      case Yaml.Items(var items, var span) ->
          items.isEmpty()
              ? span.endLine()
              : Collections.max(items.stream().map(YamlLines::lastLine).toList());
      default -> {
        Yaml.Span span = node.span();
        boolean before = span.endColumn() == 0 && span.endLine() > span.line();
        yield before ? span.endLine() - 1 : span.endLine();
      }
    };
  }

  private KeymasterException byHand(Yaml.Field field) {
    return Malformed.at(
        file,
        field.key().line() + 1,
        "cannot be changed without rewriting it",
        "change this line in an editor");
  }

  /** Joins the lines and proves that exactly what was asked for has come about. */
  private String checked(List<String> path, boolean present) {
    String end = windows ? "\r\n" : "\n";
    String text = lines.isEmpty() ? "" : String.join(end, lines) + end;
    Yaml.Node node = Yaml.parse(text, file);
    for (String step : path) {
      Yaml.Field field = node instanceof Yaml.Fields map ? map.fields().get(step) : null;
      if (field == null) {
        if (present) {
          throw new BugException("edit of " + file + " lost " + path);
        }
        return text;
      }
      node = field.value();
    }
    if (!present) {
      throw new BugException("edit of " + file + " kept " + path);
    }
    return text;
  }
}
