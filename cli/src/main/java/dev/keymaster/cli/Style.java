package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Colour, or none. Only these few; meaning never depends on them. */
enum Style {
  PLAIN,
  COLOUR;

  /** Decides as cli.md says: flag, then NO_COLOR and TERM, then whether it is a terminal. */
  static Style of(@Nullable String flag, Map<String, String> environment, boolean terminal) {
    return switch (flag == null ? "auto" : flag) {
      case "always" -> COLOUR;
      case "never" -> PLAIN;
      case "auto" -> terminal && !dull(environment) ? COLOUR : PLAIN;
      default ->
          throw KeymasterException.usage(
              "not a value of --color: " + Printable.quote(flag == null ? "" : flag),
              "write --color=auto, --color=always or --color=never");
    };
  }

  private static boolean dull(Map<String, String> environment) {
    return !environment.getOrDefault("NO_COLOR", "").isEmpty()
        || environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  String bold(String text) {
    return in("1", text);
  }

  String faint(String text) {
    return in("2", text);
  }

  String red(String text) {
    return in("31", text);
  }

  String green(String text) {
    return in("32", text);
  }

  String yellow(String text) {
    return in("33", text);
  }

  private String in(String code, String text) {
    return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
