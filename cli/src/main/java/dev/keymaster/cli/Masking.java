package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import dev.keymaster.run.Masker;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether what a program prints shows its keys masked. */
final class Masking {
  @Option(
      names = "--no-masking",
      description = "pass the program's output on as it is; a coding agent's stays masked")
  boolean off;

  /**
   * Returns what the output shows instead of each value, by its variable; nothing if it is to be
   * passed on as it is.
   */
  Map<String, String> masks(Session session, Map<String, Secret> keys) {
    return keys.isEmpty() || (off && mayBeOff(session)) ? Map.of() : hints(session, keys);
  }

  /** What a coding agent reads goes to its provider, whatever it was told to type. */
  private static boolean mayBeOff(Session session) {
    String agent = session.engine().codingAgent();
    if (!agent.isEmpty()) {
      session.output().warn("the output stays masked, because " + agent + " reads it");
    }
    return agent.isEmpty();
  }

  private static Map<String, String> hints(Session session, Map<String, Secret> keys) {
    Map<String, String> hints = new LinkedHashMap<>();
    keys.forEach((variable, value) -> {
      if (Masker.hides(value.length())) {
        hints.put(variable, session.catalogue().hint(value));
      } else {
        session.output().warn("the value of " + variable + " is too short to be masked");
      }
    });
    return hints;
  }
}
