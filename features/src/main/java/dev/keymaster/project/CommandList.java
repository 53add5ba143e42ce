package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands that a person lets coding agents have run with keys, in {@code mcp.yaml} beside the
 * settings. An agent names one; it cannot change a word of it.
 */
public final class CommandList {
  /** The name of the file. */
  public static final String NAME = "mcp.yaml";

  /**
   * A command.
   *
   * @param run the program and its arguments
   * @param keys the keys that it gets
   * @param environment where they are; null for that of the person's settings
   * @param folder where it runs; null for where the server was started
   * @param shown whether the agent is told what it prints, masked
   */
  public record Command(
      List<String> run,
      List<KeyName> keys,
      @Nullable EnvironmentName environment,
      @Nullable Path folder,
      boolean shown) {
    /** Copies the lists. */
    public Command {
      run = List.copyOf(run);
      keys = List.copyOf(keys);
    }
  }

  private CommandList() {}

  /** Reads the file; one that is not there is empty. USAGE with the line of what is wrong. */
  public static Map<String, Command> read(Path file) {
    byte[] bytes = WholeFile.readPrivate(file).orElse(new byte[0]);
    Map<String, Command> commands = new LinkedHashMap<>();
    Yaml.parse(bytes, NAME)
        .fields()
        .forEach((name, field) -> {
          if (!name.equals("commands")) {
            throw wrong(field.key(), "unknown: " + name, "commands: is all there is");
          }
          fields(field).fields().forEach((one, about) -> commands.put(one, command(one, about)));
        });
    return commands;
  }

  private static Yaml.Fields fields(Yaml.Field field) {
    if (field.value() instanceof Yaml.Fields inner) {
      return inner;
    }
    throw wrong(field.key(), "fields are wanted here", "");
  }

  private static Command command(String name, Yaml.Field about) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
      throw wrong(about.key(), "no name for a command", "letters, digits, - and _");
    }
    List<String> run = List.of();
    List<KeyName> keys = List.of();
    EnvironmentName environment = null;
    Path folder = null;
    boolean shown = false;
    for (Map.Entry<String, Yaml.Field> each : fields(about).fields().entrySet()) {
      Yaml.Field field = each.getValue();
      switch (each.getKey()) {
        case "run" -> run = texts(field);
        case "keys" -> keys = texts(field).stream().map(KeyName::new).toList();
        case "environment" -> environment = new EnvironmentName(text(field));
        case "folder" -> folder = folder(field);
        case "output" -> shown = shown(field);
        default ->
            throw wrong(
                field.key(),
                "unknown: " + each.getKey(),
                "run, keys, environment, folder or output");
      }
    }
    if (run.isEmpty() || keys.isEmpty()) {
      throw wrong(about.key(), name + " needs run and keys", "run: [npm, test]");
    }
    return new Command(run, keys, environment, folder, shown);
  }

  private static boolean shown(Yaml.Field field) {
    return switch (text(field)) {
      case "masked" -> true;
      case "off" -> false;
      default -> throw wrong(field.key(), "output is off or masked", "");
    };
  }

  private static Path folder(Yaml.Field field) {
    Path folder = Path.of(text(field));
    if (!folder.isAbsolute()) {
      throw wrong(field.key(), "folder is an absolute path", "");
    }
    return folder;
  }

  private static String text(Yaml.Field field) {
    if (field.value() instanceof Yaml.Text text) {
      return text.value();
    }
    throw wrong(field.key(), "a single value is wanted", "");
  }

  private static List<String> texts(Yaml.Field field) {
    List<String> texts = new ArrayList<>();
    if (field.value() instanceof Yaml.Items items) {
      for (Yaml.Node item : items.items()) {
        if (!(item instanceof Yaml.Text text)) {
          throw wrong(field.key(), "a list of texts is wanted", "[npm, test]");
        }
        texts.add(text.value());
      }
      return texts;
    }
    throw wrong(field.key(), "a list is wanted", "[npm, test]");
  }

  private static KeymasterException wrong(Yaml.Span where, String problem, String hint) {
    return Malformed.at(NAME, where.line() + 1, problem, hint);
  }
}
