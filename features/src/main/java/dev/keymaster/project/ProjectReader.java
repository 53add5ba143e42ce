package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@link ProjectFile}s: every field is known or refused. */
final class ProjectReader {
  private static final YamlFile FILE = new YamlFile(ProjectFile.NAME);
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,127}";

  /** What may stand at the top; all of it and no more is in the published schema. */
  static final List<String> TOP = List.of("version", "settings", "services", "keys");

  /** What may stand below {@code settings}. */
  static final List<String> SETTINGS = List.of("default_environment", "auto_rotate", "audit_log");

  /** What may be said about one service. */
  static final List<String> SERVICE = List.of("environments", "auto_rotate");

  private ProjectReader() {}

  static ProjectFile read(Yaml.Fields top) {
    FILE.known(top, TOP);
    version(top);
    Yaml.Fields settings = FILE.map(top, "settings");
    FILE.known(settings, SETTINGS);
    refuseSilence(settings);
    Map<ServiceName, ProjectFile.Service> services = new LinkedHashMap<>();
    FILE.map(top, "services")
        .fields()
        .forEach((name, field) ->
            services.put(FILE.said(field.key(), name, ServiceName::new), service(field)));
    Map<KeyName, String> keys = new LinkedHashMap<>();
    FILE.map(top, "keys")
        .fields()
        .forEach(
            (name, field) -> keys.put(FILE.said(field.key(), name, KeyName::new), variable(field)));
    return new ProjectFile(
        FILE.value(settings, "default_environment", EnvironmentName::new),
        FILE.value(settings, "auto_rotate", ProjectReader::period),
        services,
        keys);
  }

  private static void version(Yaml.Fields top) {
    Yaml.Field field = top.fields().get("version");
    if (field == null) {
      throw Malformed.at(FILE.name(), 1, "no version", "begin with: version: 1");
    }
    if (!FILE.text(field.value()).equals(ProjectFile.VERSION)) {
      throw FILE.wrong(
          field.key(), "a version that this Keymaster does not know", "update Keymaster");
    }
  }

  private static void refuseSilence(Yaml.Fields settings) {
    Yaml.Field field = settings.fields().get("audit_log");
    if (field != null && !truth(field)) {
      throw FILE.wrong(
          field.key(),
          "audit_log cannot be switched off",
          "leave the line out: every use of a key is recorded");
    }
  }

  private static ProjectFile.Service service(Yaml.Field field) {
    Yaml.Fields fields = FILE.map(field);
    FILE.known(fields, SERVICE);
    List<EnvironmentName> environments =
        FILE.list(fields, "environments", "[dev, prod]", EnvironmentName::new);
    return new ProjectFile.Service(
        environments, FILE.value(fields, "auto_rotate", ProjectReader::period));
  }

  private static String variable(Yaml.Field field) {
    String name = FILE.text(field.value());
    if (!name.matches(VARIABLE)) {
      throw FILE.wrong(
          field.key(),
          "not an environment variable name: " + Printable.quote(name),
          "use letters, digits and _, such as OPENAI_API_KEY");
    }
    return FILE.said(field.key(), name, ControlVariables::refuse);
  }

  private static Duration period(String text) {
    return switch (text) {
      case "false" -> Duration.ZERO;
      case "true" -> throw KeymasterException.usage("how often?", "write a duration such as 30d");
      default -> Durations.parse(text);
    };
  }

  private static boolean truth(Yaml.Field field) {
    return switch (FILE.text(field.value())) {
      case "true" -> true;
      case "false" -> false;
      default -> throw FILE.wrong(field.key(), "not true or false", "write true");
    };
  }
}
