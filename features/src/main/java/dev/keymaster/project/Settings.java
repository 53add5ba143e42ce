package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What holds for one command: flag before environment variable before project before the person's
 * file before default.
 */
public final class Settings {
  private static final String URL_VARIABLE = "KEYMASTER_PROVIDER_([A-Z0-9_]+)_BASE_URL";

  /** Where a value comes from, strongest first. */
  public enum Origin {
    /** The command line. */
    FLAG,
    /** An environment variable. */
    VARIABLE,
    /** The project. */
    PROJECT,
    /** The person's {@code config.yaml}. */
    USER,
    /** Nobody said anything. */
    DEFAULT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A value and where it comes from.
   *
   * @param value in its usual form; empty if nothing is set
   */
  public record Effective(Setting setting, String value, Origin origin) {}

  private final Map<String, String> flags;
  private final Map<String, String> variables;
  private final Map<String, String> project;
  private final ConfigFile user;

  /**
   * Combines the sources.
   *
   * @param flags by setting name
   * @param variables the environment of this process
   * @param project by setting name, of a project that is followed; see {@link Project#settings}
   */
  public Settings(
      Map<String, String> flags,
      Map<String, String> variables,
      Map<String, String> project,
      ConfigFile user) {
    this.flags = flags;
    this.variables = variables;
    this.project = project;
    this.user = user;
  }

  /** Returns what holds; a usage failure if its strongest source says something malformed. */
  public Effective effective(Setting setting) {
    String name = setting.name();
    if (!flags.getOrDefault(name, "").isEmpty()) {
      return checked(setting, flags.getOrDefault(name, ""), Origin.FLAG);
    }
    if (!variables.getOrDefault(setting.variable(), "").isEmpty()) {
      return checked(setting, variables.getOrDefault(setting.variable(), ""), Origin.VARIABLE);
    }
    if (!project.getOrDefault(name, "").isEmpty()) {
      return checked(setting, project.getOrDefault(name, ""), Origin.PROJECT);
    }
    return user.value(setting)
        .map(value -> new Effective(setting, value, Origin.USER))
        .orElse(new Effective(setting, setting.fallback(), Origin.DEFAULT));
  }

  private static Effective checked(Setting setting, String value, Origin origin) {
    try {
      return new Effective(setting, setting.check().apply(value), origin);
    } catch (KeymasterException e) {
      if (origin != Origin.VARIABLE) {
        throw e;
      }
      throw KeymasterException.usage(setting.variable() + ": " + e.getMessage(), e.hint());
    }
  }

  /** Returns all settings: the fixed ones, then the address of each provider that has one set. */
  public List<Effective> all() {
    List<Effective> all = new ArrayList<>();
    Setting.fixed().forEach(setting -> all.add(effective(setting)));
    TreeSet<String> urls = new TreeSet<>(user.values().keySet());
    variables.keySet().stream()
        .filter(name -> name.matches(URL_VARIABLE))
        .map(name -> provider(name.replaceFirst(URL_VARIABLE, "$1")))
        .forEach(provider -> urls.add(Setting.baseUrl(provider).name()));
    urls.stream()
        .filter(name -> name.startsWith("providers."))
        .forEach(name -> all.add(effective(Setting.named(name))));
    return all;
  }

  private static ServiceName provider(String word) {
    return new ServiceName(word.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", ""));
  }

  /** Returns the environment in which keys are looked for. */
  public EnvironmentName environment() {
    return new EnvironmentName(effective(Setting.ENVIRONMENT).value());
  }

  /** Returns the value of a setting that is a duration. */
  public Duration duration(Setting setting) {
    return Durations.parse(effective(setting).value());
  }

  /** Returns the value of a setting that is true or false. */
  public boolean flag(Setting setting) {
    return effective(setting).value().equals("true");
  }
}
