package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@link ProjectFile}s: every field is known or refused. */
final class ProjectReader {
  private static final String FILE = ProjectFile.NAME;
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,127}";

  /** What may stand at the top; all of it and no more is in the published schema. */
  static final List<String> TOP = List.of("version", "settings", "services", "keys");

  /** What may stand below {@code settings}. */
  static final List<String> SETTINGS = List.of("default_environment", "auto_rotate", "audit_log");

  /** What may be said about one service. */
  static final List<String> SERVICE = List.of("environments", "auto_rotate");

  private ProjectReader() {}

  static ProjectFile read(Yaml.Fields top) {
    known(top, TOP);
    version(top);
    Yaml.Fields settings = map(top, "settings");
    known(settings, SETTINGS);
    refuseSilence(settings);
    Map<ServiceName, ProjectFile.Service> services = new LinkedHashMap<>();
    map(top, "services")
        .fields()
        .forEach((name, field) ->
            services.put(said(field.key(), name, ServiceName::new), service(field)));
    Map<KeyName, String> keys = new LinkedHashMap<>();
    map(top, "keys")
        .fields()
        .forEach((name, field) -> keys.put(said(field.key(), name, KeyName::new), variable(field)));
    return new ProjectFile(
        value(settings, "default_environment", EnvironmentName::new),
        value(settings, "auto_rotate", ProjectReader::period),
        services,
        keys);
  }

  private static void version(Yaml.Fields top) {
    Yaml.Field field = top.fields().get("version");
    if (field == null) {
      throw Malformed.at(FILE, 1, "no version", "begin with: version: 1");
    }
    if (!text(field).equals(ProjectFile.VERSION)) {
      throw Malformed.at(
          FILE, line(field), "a version that this Keymaster does not know", "update Keymaster");
    }
  }

  private static void refuseSilence(Yaml.Fields settings) {
    Yaml.Field field = settings.fields().get("audit_log");
    if (field != null && !truth(field)) {
      throw Malformed.at(
          FILE,
          line(field),
          "audit_log cannot be switched off",
          "leave the line out: every use of a key is recorded");
    }
  }

  private static ProjectFile.Service service(Yaml.Field field) {
    Yaml.Fields fields = map(field);
    known(fields, SERVICE);
    List<EnvironmentName> environments = new ArrayList<>();
    Yaml.Field listed = fields.fields().get("environments");
    if (listed != null) {
      if (!(listed.value() instanceof Yaml.Items items)) {
        throw Malformed.at(FILE, line(listed), "not a list", "write [dev, prod]");
      }
      for (Yaml.Node item : items.items()) {
        environments.add(said(item.span(), text(item), EnvironmentName::new));
      }
    }
    return new ProjectFile.Service(
        environments, value(fields, "auto_rotate", ProjectReader::period));
  }

  private static String variable(Yaml.Field field) {
    String name = text(field);
    if (!name.matches(VARIABLE)) {
      throw Malformed.at(
          FILE,
          line(field),
          "not an environment variable name: " + Printable.quote(name),
          "use letters, digits and _, such as OPENAI_API_KEY");
    }
    return said(field.key(), name, ControlVariables::refuse);
  }

  private static Duration period(String text) {
    return switch (text) {
      case "false" -> Duration.ZERO;
      case "true" -> throw KeymasterException.usage("how often?", "write a duration such as 30d");
      default -> Durations.parse(text);
    };
  }

  private static boolean truth(Yaml.Field field) {
    return switch (text(field)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Malformed.at(FILE, line(field), "not true or false", "write true");
    };
  }

  private static void known(Yaml.Fields fields, List<String> names) {
    fields
        .fields()
        .forEach((name, field) -> {
          if (!names.contains(name)) {
            throw Malformed.at(
                FILE,
                line(field),
                "unknown field " + Printable.quote(name),
                "known here: " + String.join(", ", names));
          }
        });
  }

  private static Yaml.Fields map(Yaml.Fields parent, String name) {
    Yaml.Field field = parent.fields().get(name);
    return field == null ? new Yaml.Fields(Map.of(), true, parent.span()) : map(field);
  }

  private static Yaml.Fields map(Yaml.Field field) {
    return switch (field.value()) {
      case Yaml.Fields fields -> fields;
      case Yaml.Text(var value, var plain, var span) when plain && value.isEmpty() ->
          new Yaml.Fields(Map.of(), true, span);
      default ->
          throw Malformed.at(FILE, line(field), "not a map", "write name: value, a line each");
    };
  }

  private static <T> @Nullable T value(
      Yaml.Fields fields, String name, Function<String, T> reader) {
    Yaml.Field field = fields.fields().get(name);
    return field == null ? null : said(field.key(), text(field), reader);
  }

  private static String text(Yaml.Field field) {
    return text(field.value());
  }

  private static String text(Yaml.Node node) {
    if (node instanceof Yaml.Text(var value, var plain, var span) && !(plain && value.isEmpty())) {
      return value;
    }
    throw Malformed.at(FILE, node.span().line() + 1, "a single value belongs here", "");
  }

  /** Adds the line to what a name or duration has to complain about. */
  private static <T> T said(Yaml.Span span, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (KeymasterException e) {
      throw Malformed.at(FILE, span.line() + 1, String.valueOf(e.getMessage()), e.hint());
    }
  }

  private static int line(Yaml.Field field) {
    return field.key().line() + 1;
  }
}
