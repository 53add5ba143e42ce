package dev.keymaster.model;

import java.io.IOException;

/** Port: who is told of rotations while they happen. Thread-safe. */
@FunctionalInterface
public interface RotationHook {
  /** Nobody. */
  RotationHook NONE = (turn, fresh) -> {};

  /** The new key, for a program that asks for it; there is one after a rotation alone. */
  @FunctionalInterface
  interface Fresh {
    /**
     * Returns its value once the policy lets that program have it and that is recorded; DENIED
     * otherwise. The caller closes it.
     *
     * @param program its path
     */
    Secret value(String program);
  }

  /**
   * Tells it, and waits until that is taken. A failure before a rotation stops it; one after it is
   * reported.
   *
   * @throws IOException if it was not taken: why, in a few words
   */
  void tell(Turn turn, Fresh fresh) throws IOException;
}
