package dev.keymaster.wire;

import dev.keymaster.model.Asked;

/** Has a person asked about what the policy wants a person's word for (docs/adr/0034). */
public interface Questions {
  /**
   * Asks about the request of this session that was made last, and waits for the answer, a minute
   * at most. NOT_FOUND if none waits.
   *
   * @param terminal whether the caller can ask on its own terminal, which is told to do so if that
   *     terminal counts
   */
  Asked ask(boolean terminal);
}
