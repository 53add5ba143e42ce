package dev.keymaster.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verbs that must start fast. Loads neither picocli nor the table of verbs; returns null for
 * whatever is not plainly understood, and the long way decides.
 */
final class HotPaths {
  private HotPaths() {}

  /** Returns the verb, ready to run, or null. */
  static @Nullable Verb verb(List<String> arguments) {
    if (arguments.isEmpty()) {
      return null;
    }
    Words words = new Words(arguments.subList(1, arguments.size()));
    return switch (arguments.getFirst()) {
      case "get" -> GetVerb.hot(words);
      case "ls", "list" -> ListVerb.hot(words);
      case "show" -> ShowVerb.hot(words);
      case "run" -> RunVerb.hot(words);
      case "__hook" -> HookVerb.hot(words);
      case "__complete" -> CompleteVerb.hot(words);
      default -> null;
    };
  }
}
