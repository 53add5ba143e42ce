package dev.keymaster.model;

import java.io.IOException;
import java.time.Duration;

/** Port: a place outside of the vault where checkpoints of its log are kept. Thread-safe. */
public interface Anchor {
  /** Returns what it is called, without what may be secret in an address. */
  String shown();

  /**
   * Keeps a checkpoint, a signed note.
   *
   * @param limit how long that may take
   * @throws IOException if it was not taken: why, in one line that repeats no answer and no address
   */
  void keep(String checkpoint, Duration limit) throws IOException;
}
