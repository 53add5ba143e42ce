package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Selection;
import dev.keymaster.project.Project;
import dev.keymaster.project.ProjectState;
import dev.keymaster.project.Setting;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code env [NAME]}. */
@Command(
    description =
        "Without a name it prints the current environment. Switching concerns this project on this"
            + " machine; nothing is written into keymaster.yaml.",
    footer = {
      "  keymaster env",
      "  keymaster env staging",
      "  keymaster env --list",
      "  keymaster env --reset             back to what keymaster.yaml says"
    })
final class EnvVerb extends Verb {
  @Parameters(paramLabel = "ENV", arity = "0..1", description = "environment to switch to")
  @Nullable String name;

  @Option(names = "--list", description = "list the environments that hold keys")
  boolean list;

  @Option(names = "--reset", description = "forget the switch")
  boolean reset;

  @Override
  int run(Session session) {
    if ((name == null ? 0 : 1) + (list ? 1 : 0) + (reset ? 1 : 0) > 1) {
      throw KeymasterException.usage("ENV, --list or --reset: one of them", "keymaster env --help");
    }
    if (list) {
      list(session);
    } else if (name == null && !reset) {
      print(session);
    } else {
      change(session);
    }
    return 0;
  }

  private static void print(Session session) {
    EnvironmentName environment = session.environment();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("environment")
                  .set("environment", environment.value())
                  .set(
                      "origin",
                      session
                          .surroundings()
                          .settings()
                          .effective(Setting.ENVIRONMENT)
                          .origin()
                          .toString()));
    } else {
      session.output().line(environment.value());
    }
  }

  private static void list(Session session) {
    Map<String, Integer> counts = new TreeMap<>();
    for (KeySummary key : session.names().list(Selection.ALL)) {
      counts.merge(key.environment().value(), 1, Integer::sum);
    }
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("environments")
                  .objects(
                      "environments",
                      counts.entrySet().stream()
                          .map(e -> Json.object().set("name", e.getKey()).set("keys", e.getValue()))
                          .toList()));
    } else {
      counts.keySet().forEach(session.output()::line);
    }
  }

  private void change(Session session) {
    Surroundings surroundings = session.surroundings();
    ProjectState state = surroundings.state(project(surroundings));
    if (name == null) {
      state.reset();
      changed(session, "back to what keymaster.yaml says");
      return;
    }
    EnvironmentName environment = new EnvironmentName(name);
    state.switchTo(environment);
    changed(session, "this project is in " + environment + " now");
    if (surroundings.distrusted()) {
      session
          .output()
          .warn("keymaster.yaml is not trusted, so this has no effect: keymaster trust");
    }
  }

  private static void changed(Session session, String what) {
    if (session.output().json()) {
      print(session);
    } else {
      session.output().note(what);
    }
  }

  private static Project project(Surroundings surroundings) {
    return surroundings
        .project()
        .orElseThrow(() ->
            new KeymasterException(
                Code.NOT_FOUND,
                "no project here whose environment could be switched",
                "keymaster init; or keymaster config set environment ENV for everywhere"));
  }
}
