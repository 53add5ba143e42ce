package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Something that a person can set: {@code get.clip}, {@code color} …
 *
 * @param name as {@code config set} takes it
 * @param path where it stands in {@code config.yaml}, outermost first
 * @param fallback the value if nobody set one; empty if that means nothing is set
 * @param variable the environment variable that wins over files; empty if there is none
 * @param about what it does, a few words
 * @param check returns a value in its usual form or refuses it
 */
public record Setting(
    String name,
    List<String> path,
    String fallback,
    String variable,
    String about,
    UnaryOperator<String> check) {

  private static final String PROVIDERS = "providers";
  private static final String BASE_URL = "base_url";
  private static final String PIN = "pin";
  private static final String SYSTEM = "system";

  /** What is not wanted. */
  private static final String OFF = "off";

  /** Where keys are looked for. */
  public static final Setting ENVIRONMENT =
      of("environment", "dev", "KEYMASTER_ENV", "environment of keys", Setting::environment);

  /** Whether output is coloured. */
  public static final Setting COLOR =
      of("color", "auto", "", "auto, always or never", text -> among(text, "auto|always|never"));

  /** Whether {@code get} copies to the clipboard. */
  public static final Setting CLIP =
      of(
          "get.clip",
          "false",
          "",
          "get copies instead of printing",
          text -> among(text, "true|false"));

  /** When the clipboard is emptied. */
  public static final Setting CLIP_SECONDS =
      of("get.clip_seconds", "45s", "", "when the clipboard is emptied", Setting::duration);

  /** How long an agent stays unlocked while nobody asks for anything. */
  public static final Setting AGENT_IDLE =
      of("agent.idle", "15m", "", "unasked for that long, the agent locks", Setting::duration);

  /** How long an agent stays unlocked at the most. */
  public static final Setting AGENT_LIFETIME =
      of("agent.lifetime", "12h", "", "after that long the agent locks", Setting::duration);

  /**
   * Where the agent tells its metrics besides its socket: a port of this machine, or {@code off}.
   */
  public static final Setting METRICS_PORT =
      of("agent.metrics_port", OFF, "", "port on 127.0.0.1 for Prometheus", Setting::port);

  /** A file that the agent appends checkpoints of the log to. */
  public static final Setting ANCHOR_FILE =
      of("audit.anchor_file", OFF, "", "file for checkpoints of the log", Setting::offOrAbsolute);

  /** A program that the agent gives checkpoints of the log to. */
  public static final Setting ANCHOR_COMMAND =
      of("audit.anchor_command", OFF, "", "program that gets checkpoints", Setting::offOrAbsolute);

  /**
   * Where the agent posts checkpoints of the log to: an address, or the key that holds it, for one
   * that opens a door is a secret.
   */
  public static final Setting ANCHOR_URL =
      of("audit.anchor_url", OFF, "", "server that gets checkpoints", Setting::offOrUrlOrKey);

  /** Whether the agent rotates keys before they are due, where it can. */
  public static final Setting ROTATION_AUTOMATIC =
      of(
          "rotation.automatic",
          "false",
          "",
          "the agent rotates keys before they are due",
          text -> among(text, "true|false"));

  /** When the agent rotates nothing. */
  public static final Setting ROTATION_QUIET =
      of("rotation.quiet", OFF, "", "hours without rotations", Setting::offOrHours);

  /** How long an old key stays good that the agent replaced. */
  public static final Setting ROTATION_GRACE =
      of("rotation.grace", "1d", "", "how long replaced keys stay good", Setting::duration);

  /** A program that is told before a key is rotated, and may object. */
  public static final Setting ROTATION_BEFORE =
      of("rotation.before", OFF, "", "program before a rotation", Setting::offOrAbsolute);

  /** A program that is told once a new key is handed out. */
  public static final Setting ROTATION_AFTER =
      of("rotation.after", OFF, "", "program after a rotation", Setting::offOrAbsolute);

  /** Whether that one gets the new key, if the policy lets it. */
  public static final Setting ROTATION_AFTER_VALUE =
      of(
          "rotation.after_value",
          "false",
          "",
          "program after a rotation gets the key",
          text -> among(text, "true|false"));

  /** A program that is told that a rotation did not come about. */
  public static final Setting ROTATION_FAILED =
      of("rotation.failed", OFF, "", "program if a rotation fails", Setting::offOrAbsolute);

  /** Further certificate authorities that are believed when providers are asked. */
  public static final Setting CA_FILE =
      of(
          "network.ca_file",
          SYSTEM,
          "KEYMASTER_CA_FILE",
          "PEM file of further CAs",
          Setting::systemOrAbsolute);

  private static final List<Setting> FIXED =
      List.of(
          ENVIRONMENT,
          COLOR,
          CLIP,
          CLIP_SECONDS,
          AGENT_IDLE,
          AGENT_LIFETIME,
          METRICS_PORT,
          ANCHOR_FILE,
          ANCHOR_COMMAND,
          ANCHOR_URL,
          ROTATION_AUTOMATIC,
          ROTATION_QUIET,
          ROTATION_GRACE,
          ROTATION_BEFORE,
          ROTATION_AFTER,
          ROTATION_AFTER_VALUE,
          ROTATION_FAILED,
          CA_FILE);

  private static Setting of(
      String name, String fallback, String variable, String about, UnaryOperator<String> check) {
    return new Setting(name, List.of(name.split("\\.", -1)), fallback, variable, about, check);
  }

  /** The setting of where a provider's API answers. */
  public static Setting baseUrl(ServiceName provider) {
    String name = provider.value();
    String word = name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    return new Setting(
        PROVIDERS + "." + name + "." + BASE_URL,
        List.of(PROVIDERS, name, BASE_URL),
        "",
        "KEYMASTER_PROVIDER_" + word + "_BASE_URL",
        "where the API of " + name + " answers",
        BaseUrl::check);
  }

  /** The setting of the public key that a provider has to have. */
  public static Setting pin(ServiceName provider) {
    String name = provider.value();
    return new Setting(
        PROVIDERS + "." + name + "." + PIN,
        List.of(PROVIDERS, name, PIN),
        "",
        "",
        "SHA-256 of the public key of " + name,
        Setting::hash);
  }

  /** Returns the settings that have a name of their own; each provider has its {@link #baseUrl}. */
  public static List<Setting> fixed() {
    return FIXED;
  }

  /** Returns the setting of that name; a usage failure that lists them if there is none. */
  public static Setting named(String name) {
    return known(name)
        .orElseThrow(
            () -> KeymasterException.usage("unknown setting " + Printable.quote(name), allNames()));
  }

  private static Optional<Setting> known(String name) {
    for (Setting setting : FIXED) {
      if (setting.name.equals(name)) {
        return Optional.of(setting);
      }
    }
    return provider(name, BASE_URL)
        .map(Setting::baseUrl)
        .or(() -> provider(name, PIN).map(Setting::pin));
  }

  /** Returns the provider that such a setting is about; empty if it is another setting. */
  private static Optional<ServiceName> provider(String name, String what) {
    int from = PROVIDERS.length() + 1;
    int to = name.length() - what.length() - 1;
    return name.startsWith(PROVIDERS + ".") && name.endsWith("." + what) && from < to
        ? Optional.of(new ServiceName(name.substring(from, to)))
        : Optional.empty();
  }

  /** Returns the setting that stands at that place of {@code config.yaml}; empty if none does. */
  static Optional<Setting> at(List<String> path) {
    return known(String.join(".", path)).filter(setting -> setting.path.equals(path));
  }

  static String allNames() {
    String fixed = String.join(", ", FIXED.stream().map(Setting::name).toList());
    return "settings: " + fixed + ", providers.NAME.base_url, providers.NAME.pin";
  }

  private static String environment(String text) {
    return new EnvironmentName(text).value();
  }

  private static String systemOrAbsolute(String text) {
    if (!text.equals(SYSTEM) && !Path.of(text).isAbsolute()) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is not a whole path", "system, or a path that begins with /");
    }
    return text;
  }

  private static String hash(String text) {
    if (!text.matches("[A-Za-z0-9+/]{43}=")) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is no SHA-256 in base64", "44 characters, the last one =");
    }
    return text;
  }

  private static String port(String text) {
    if (text.equals(OFF)) {
      return text;
    }
    boolean number = text.matches("[1-9][0-9]{3,4}");
    if (!number || Integer.parseInt(text) < 1024 || Integer.parseInt(text) > 65_535) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is not a port", "off, or a number from 1024 to 65535");
    }
    return text;
  }

  private static String offOrAbsolute(String text) {
    if (!text.equals(OFF) && (!text.startsWith("/") || text.indexOf('\0') >= 0)) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is not a whole path", "off, or a path that begins with /");
    }
    return text;
  }

  private static String offOrHours(String text) {
    String time = "([01][0-9]|2[0-3]):[0-5][0-9]";
    if (!text.equals(OFF) && !text.matches(time + "-" + time)) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is no time of the day", "off, or such as 08:00-18:30");
    }
    return text;
  }

  private static String offOrUrlOrKey(String text) {
    if (text.startsWith(KeyRef.SCHEME)) {
      return KeyRef.parse(text).toString();
    }
    try {
      return text.equals(OFF) ? text : BaseUrl.check(text);
    } catch (KeymasterException e) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is no address of a server",
          "off, https://…, http on this machine, or km://ENV/NAME for the key that holds it");
    }
  }

  private static String duration(String text) {
    return Durations.print(Durations.parse(text));
  }

  private static String among(String text, String choices) {
    if (!text.matches(choices)) {
      throw KeymasterException.usage(
          Printable.quote(text) + " is not a choice", "one of: " + choices.replace("|", ", "));
    }
    return text;
  }
}
