package dev.keymaster.metrics;

import java.util.Map;

/** Metrics in the making, in Prometheus' text exposition format 0.0.4. */
final class Exposition {
  private final StringBuilder text = new StringBuilder();

  /** Begins a metric: its samples follow. */
  Exposition metric(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** Adds a sample without labels. */
  Exposition sample(String name, double value) {
    return sample(name, Map.of(), number(value));
  }

  /** Adds a count without labels. */
  Exposition sample(String name, long value) {
    return sample(name, Map.of(), value);
  }

  /** Adds a count. */
  Exposition sample(String name, Map<String, String> labels, long value) {
    return sample(name, labels, Long.toString(value));
  }

  private Exposition sample(String name, Map<String, String> labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{');
      labels.forEach((label, content) ->
          text.append(label).append("=\"").append(escaped(content)).append("\","));
      text.setCharAt(text.length() - 1, '}');
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  /** Whole numbers without a point. */
  static String number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String escaped(String content) {
    return content.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Returns all of it. */
  String text() {
    return text.toString();
  }
}
