package dev.keymaster.mcp;

import java.util.List;

/** What a server offers. Thread-confined. */
public interface McpTools {
  /**
   * A tool.
   *
   * @param name of letters, digits and {@code _}
   * @param description what it does, for the model
   * @param argument the one text that it takes; empty if it takes none
   * @param argumentDescription what that is
   * @param readOnly whether it changes nothing
   */
  record Tool(
      String name,
      String description,
      String argument,
      String argumentDescription,
      boolean readOnly) {}

  /**
   * What a tool answers.
   *
   * @param content an object; never a value of a key
   * @param failed whether it could not do what was asked
   */
  record Answer(Told content, boolean failed) {}

  /** Returns the tools. */
  List<Tool> tools();

  /**
   * Uses a tool.
   *
   * @param argument empty if none was given
   * @throws dev.keymaster.model.KeymasterException whose message the model is told
   */
  Answer call(String tool, String argument);
}
