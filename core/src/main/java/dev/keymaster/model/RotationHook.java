package dev.keymaster.model;

import java.io.IOException;

/** Port: who is told of rotations while they happen. Thread-safe. */
@FunctionalInterface
public interface RotationHook {
  /** Nobody. */
  RotationHook NONE = turn -> {};

  /**
   * Tells it, and waits until that is taken. A failure before a rotation stops it; one after it is
   * reported.
   *
   * @throws IOException if it was not taken: why, in a few words
   */
  void tell(Turn turn) throws IOException;
}
