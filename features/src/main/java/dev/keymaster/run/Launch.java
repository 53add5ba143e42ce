package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to start and the keys it gets. The caller closes the keys.
 *
 * @param command the program and its arguments; at least the program
 * @param injected environment variables to set, by name
 * @param masks what its output shows instead of their values, by name; output is passed on as it is
 *     if there are none
 */
public record Launch(
    List<String> command, Map<String, Secret> injected, Map<String, String> masks) {
  /** Linux takes no environment entry longer than this, in bytes with name, {@code =} and NUL. */
  private static final int MAX_ENTRY = 128 * 1024;

  /** Refuses what no program could be started with: no command, a NUL, an oversized value. */
  public Launch {
    command = List.copyOf(command);
    injected = Collections.unmodifiableMap(new LinkedHashMap<>(injected));
    masks = Map.copyOf(masks);
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw KeymasterException.usage("no command to run", "keymaster run -- COMMAND ARGS");
    }
    if (command.stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
      throw KeymasterException.usage("a NUL character in the command", "");
    }
    injected.forEach(Launch::check);
  }

  /** A program whose output nobody touches. */
  public Launch(List<String> command, Map<String, Secret> injected) {
    this(command, injected, Map.of());
  }

  private static void check(String name, Secret value) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      throw KeymasterException.usage(
          "not an environment variable name: " + Printable.quote(name),
          "use letters, digits and _, such as OPENAI_API_KEY");
    }
    if (name.length() + value.length() + 2 > MAX_ENTRY) {
      throw KeymasterException.usage(
          "the value for " + name + " is too long for an environment variable",
          "keymaster get NAME | COMMAND hands it over by a pipe");
    }
    if (holdsNul(value)) {
      throw KeymasterException.usage(
          "the value for " + name + " holds a NUL, which no environment variable can",
          "keymaster get NAME | COMMAND hands it over by a pipe");
    }
  }

  @RevealsSecret(
      "an environment variable ends at its first NUL: such a value would be cut silently")
  private static boolean holdsNul(Secret value) {
    byte[] bytes = value.reveal();
    boolean found = false;
    for (byte b : bytes) {
      found |= b == 0;
    }
    Arrays.fill(bytes, (byte) 0);
    return found;
  }
}
