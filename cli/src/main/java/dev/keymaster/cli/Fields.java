package dev.keymaster.cli;

import dev.keymaster.model.Printable;
import java.util.Map;

/** Names and values, one pair a line, aligned; empty ones are left out. */
final class Fields {
  private Fields() {}

  static void print(Output output, Map<String, String> fields) {
    int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach((name, text) -> {
      if (!text.isEmpty()) {
        String label = Printable.clean(name) + ":" + " ".repeat(width - name.length());
        output.line(output.style().faint(label) + " " + Printable.clean(text));
      }
    });
  }
}
