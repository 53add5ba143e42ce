package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person's {@code config.yaml}. Nothing sensitive belongs here. Immutable: a change is written to
 * the file, which keeps its comments, and gives a new one.
 */
public final class ConfigFile {
  private static final String NAME = "config.yaml";
  private static final YamlFile FILE = new YamlFile(NAME);

  private final Path file;
  private final String text;
  private final Map<String, String> values;

  private ConfigFile(Path file, String text) {
    this.file = file;
    this.text = text;
    Map<String, String> found = new LinkedHashMap<>();
    collect(Yaml.parse(text, NAME), new ArrayList<>(), found);
    this.values = Collections.unmodifiableMap(found);
  }

  /**
   * Reads the file; one that is not there is empty.
   *
   * @throws KeymasterException USAGE with the line of whatever is unknown or not a value, or if
   *     others may use the file
   */
  public static ConfigFile read(Path file) {
    byte[] bytes = WholeFile.readPrivate(file).orElse(new byte[0]);
    return new ConfigFile(file, Yaml.text(bytes, NAME));
  }

  /**
   * Puts a whole text in place of a file that is not there; USAGE with the line of whatever is not
   * understood, CONFLICT if there is a file that says something else.
   */
  public static ConfigFile create(Path file, String text) {
    ConfigFile wanted = new ConfigFile(file, text);
    ConfigFile there = read(file);
    if (there.text.equals(text)) {
      return there;
    }
    if (!there.text.isEmpty()) {
      throw new KeymasterException(
          KeymasterException.Code.CONFLICT,
          Printable.clean(file.toString()) + " exists and says something else",
          "keymaster config list --show-origin; it is left as it is");
    }
    return wanted.written(text);
  }

  private static void collect(Yaml.Fields fields, List<String> path, Map<String, String> found) {
    fields
        .fields()
        .forEach((name, field) -> {
          path.add(name);
          if (field.value() instanceof Yaml.Fields inner) {
            collect(inner, path, found);
          } else {
            read(path, field, found);
          }
          path.removeLast();
        });
  }

  private static void read(List<String> path, Yaml.Field field, Map<String, String> found) {
    Setting setting =
        FILE.said(field.key(), path, words -> Setting.at(words).orElseThrow(() -> unknown(words)));
    if (!(field.value() instanceof Yaml.Text value)) {
      throw FILE.wrong(field.key(), setting.name() + " takes a single value", "");
    }
    if (!value.value().isEmpty()) {
      found.put(setting.name(), FILE.said(field.key(), value.value(), setting.check()));
    }
  }

  /** A name with dots is one for the command line; in the file each part has a line. */
  private static KeymasterException unknown(List<String> path) {
    String last = path.getLast();
    String hint =
        last.contains(".")
            ? "write " + last.replace(".", ": and below it ") + ":"
            : Setting.allNames();
    return KeymasterException.usage(
        "unknown setting " + Printable.quote(String.join(" > ", path)), hint);
  }

  /** Returns what is set, in its usual form, by name, in the order of the file. */
  public Map<String, String> values() {
    return values;
  }

  /** Returns the value of a setting; empty if the file does not set it. */
  public Optional<String> value(Setting setting) {
    return Optional.ofNullable(values.get(setting.name()));
  }

  /** Sets a value, checked first; everything else in the file stays as it is. */
  public ConfigFile set(Setting setting, String value) {
    String scalar = YamlLines.scalar(setting.check().apply(value));
    return written(YamlLines.set(text, NAME, setting.path(), scalar));
  }

  /** Removes a setting; NOT_FOUND if the file does not set it. */
  public ConfigFile unset(Setting setting) {
    if (value(setting).isEmpty()) {
      throw new KeymasterException(
          KeymasterException.Code.NOT_FOUND,
          setting.name() + " is not set in " + NAME,
          "keymaster config list --show-origin");
    }
    return written(YamlLines.unset(text, NAME, setting.path()));
  }

  private ConfigFile written(String changed) {
    ConfigFile next = new ConfigFile(file, changed);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      WholeFile.makeFolder(folder);
    }
    WholeFile.write(file, changed.getBytes(StandardCharsets.UTF_8), WholeFile.PRIVATE);
    return next;
  }
}
