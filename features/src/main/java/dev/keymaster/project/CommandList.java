package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import java.nio.file.Path;
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

  private static final YamlFile FILE = new YamlFile(NAME);
  private static final List<String> FIELDS =
      List.of("run", "keys", "environment", "folder", "output");

  private CommandList() {}

  /** Reads the file; one that is not there is empty. USAGE with the line of what is wrong. */
  public static Map<String, Command> read(Path file) {
    Yaml.Fields top = Yaml.parse(WholeFile.readPrivate(file).orElse(new byte[0]), NAME);
    FILE.known(top, List.of("commands"));
    Map<String, Command> commands = new LinkedHashMap<>();
    FILE.map(top, "commands")
        .fields()
        .forEach((name, about) -> commands.put(name, command(name, about)));
    return commands;
  }

  private static Command command(String name, Yaml.Field about) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
      throw FILE.wrong(about.key(), "no name for a command", "letters, digits, - and _");
    }
    Yaml.Fields fields = FILE.map(about);
    FILE.known(fields, FIELDS);
    List<String> run = FILE.list(fields, "run", "[npm, test]", word -> word);
    List<KeyName> keys = FILE.list(fields, "keys", "[openai, stripe]", KeyName::new);
    if (run.isEmpty() || keys.isEmpty()) {
      throw FILE.wrong(about.key(), name + " needs run and keys", "run: [npm, test]");
    }
    return new Command(
        run,
        keys,
        FILE.value(fields, "environment", EnvironmentName::new),
        FILE.value(fields, "folder", CommandList::folder),
        Boolean.TRUE.equals(FILE.value(fields, "output", CommandList::shown)));
  }

  private static Path folder(String text) {
    Path folder = Path.of(text);
    if (!folder.isAbsolute()) {
      throw KeymasterException.usage("folder is an absolute path", "");
    }
    return folder;
  }

  private static boolean shown(String text) {
    return switch (text) {
      case "masked" -> true;
      case "off" -> false;
      default -> throw KeymasterException.usage("output is off or masked", "");
    };
  }
}
