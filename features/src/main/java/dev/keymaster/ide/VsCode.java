package dev.keymaster.ide;

import java.util.List;

/**
 * Settings of VS Code and of editors made from it. Keys come by {@code keymaster run}, never as
 * text.
 */
final class VsCode {
  private static final String PROFILES = "terminal.integrated.profiles.";
  private static final String DEFAULT = "terminal.integrated.defaultProfile.";
  private static final String AUTOMATION = "terminal.integrated.automationProfile.";
  private static final String NAME = "keymaster";
  private static final String TASK =
      "{ \"label\": \"keymaster: shell with keys\", \"type\": \"process\", \"command\":"
          + " \"keymaster\", \"args\": [\"run\", \"--\", \"${env:SHELL}\"], \"problemMatcher\": []"
          + " }";
  private static final List<String> LAUNCHES =
      List.of(
          "{ \"name\": \"keymaster: this Node.js file\", \"type\": \"node\", \"request\":"
              + " \"launch\", \"program\": \"${file}\", \"runtimeExecutable\": \"keymaster\","
              + " \"runtimeArgs\": [\"run\", \"--\", \"node\"], \"console\": \"integratedTerminal\""
              + " }",
          "{ \"name\": \"keymaster: this Python file\", \"type\": \"debugpy\", \"request\":"
              + " \"launch\", \"program\": \"${file}\", \"console\": \"integratedTerminal\" }");

  private VsCode() {}

  /**
   * Terminals begin with {@code keymaster run -- SHELL}; so do tasks, and what is debugged in a
   * terminal.
   */
  static List<Change> changes(String shell, String system) {
    return List.of(settings(shell, system), tasks(), launch());
  }

  private static Change settings(String shell, String system) {
    String profile =
        "{ \"path\": \"keymaster\", \"args\": [\"run\", \"--\", " + Jsonc.quoted(shell) + "] }";
    String named = Jsonc.quoted(NAME);
    return new Change(
        ".vscode/settings.json",
        text ->
            Jsonc.of(text)
                .with(profile, PROFILES + system, NAME)
                .with(named, DEFAULT + system)
                .with(profile, AUTOMATION + system)
                .text(),
        text ->
            orNothing(
                Jsonc.of(text)
                    .without(profile, PROFILES + system, NAME)
                    .without("{}", PROFILES + system)
                    .without("{  }", PROFILES + system)
                    .without(named, DEFAULT + system)
                    .without(profile, AUTOMATION + system)));
  }

  private static Change tasks() {
    return new Change(
        ".vscode/tasks.json",
        text -> Jsonc.of(text).with("\"2.0.0\"", "version").withItem(TASK, "tasks").text(),
        text ->
            orNothing(
                Jsonc.of(text)
                    .withoutItem(TASK, "tasks")
                    .without("[]", "tasks")
                    .without("\"2.0.0\"", "version")));
  }

  private static Change launch() {
    return new Change(
        ".vscode/launch.json",
        text -> {
          Jsonc launch = Jsonc.of(text).with("\"0.2.0\"", "version");
          for (String each : LAUNCHES) {
            launch = launch.withItem(each, "configurations");
          }
          return launch.text();
        },
        text -> {
          Jsonc launch = Jsonc.of(text);
          for (String each : LAUNCHES) {
            launch = launch.withoutItem(each, "configurations");
          }
          return orNothing(launch.without("[]", "configurations").without("\"0.2.0\"", "version"));
        });
  }

  /** A file in which nothing is left is not wanted. */
  static String orNothing(Jsonc left) {
    return left.text().replaceAll("\\s", "").equals("{}") ? "" : left.text();
  }
}
