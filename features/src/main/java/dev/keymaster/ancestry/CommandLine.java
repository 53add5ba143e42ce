package dev.keymaster.ancestry;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a process runs: its program, and where that is an interpreter, the script.
 *
 * @param name the program without folders
 * @param script the script without folders; empty if there is none
 * @param paths both in full
 */
record CommandLine(String name, String script, List<String> paths) {
  private static final Set<String> INTERPRETERS =
      Set.of(
          "sh", "bash", "dash", "zsh", "fish", "ksh", "busybox", "node", "nodejs", "bun", "deno",
          "tsx", "python", "pypy", "ruby", "perl", "php", "uv", "pipx", "npx", "npm");

  private static final Pattern VERSION = Pattern.compile("[-0-9.]+$");

  /** Options of interpreters whose value is not the script. */
  private static final Set<String> WITH_VALUE =
      Set.of("-r", "--require", "--import", "--loader", "--experimental-loader", "-W", "-X", "-o");

  /**
   * Reads it.
   *
   * @param executable path of the file that is executed, or just its name
   * @param arguments all but the first one, which is a name that anybody may choose
   */
  static CommandLine of(String executable, List<String> arguments) {
    String name = base(executable);
    String script = interprets(name) ? script(arguments) : "";
    return new CommandLine(
        name, base(script), script.isEmpty() ? List.of(executable) : List.of(executable, script));
  }

  private static boolean interprets(String name) {
    String plain = name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
    return INTERPRETERS.contains(VERSION.matcher(plain).replaceFirst(""));
  }

  private static String script(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-m")) {
        return i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      }
      if (argument.equals("-c") || argument.equals("-e")) {
        return "";
      }
      if (WITH_VALUE.contains(argument)) {
        i++;
      } else if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return "";
  }

  private static String base(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
