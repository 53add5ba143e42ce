package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Selection;
import java.util.List;

/**
 * {@code __complete}: the names that completion offers. Never asks for anything, never complains: a
 * vault that needs a person offers nothing.
 */
final class CompleteVerb extends Verb {
  /** Fills it from the arguments; what is not understood is ignored. */
  static CompleteVerb hot(Words words) {
    CompleteVerb verb = new CompleteVerb();
    verb.globals.env = words.option("--env");
    verb.globals.noInput = true;
    return verb;
  }

  @Override
  int run(Session session) {
    try {
      names(session).forEach(session.output()::line);
    } catch (KeymasterException e) {
      return 0;
    }
    return 0;
  }

  private static List<String> names(Session session) {
    return session.engine().keys().list(new Selection(session.environment(), null, null)).stream()
        .map(key -> key.name().value())
        .toList();
  }
}
