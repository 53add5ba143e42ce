package dev.keymaster.model;

import java.io.IOException;
import java.time.Duration;

/** Port: brings alerts to their targets. Thread-safe. */
public interface Courier {
  /** Reaches nobody. */
  Courier NONE =
      new Courier() {
        @Override
        public boolean reaches(AlertTarget target) {
          return false;
        }

        @Override
        public void deliver(Alert alert, Duration limit) throws IOException {
          throw new IOException("there is nobody to deliver it");
        }
      };

  /** Tells whether such a target exists from here; there may be no desktop. */
  boolean reaches(AlertTarget target);

  /**
   * Delivers it.
   *
   * @param limit how long that may take
   * @throws IOException if it was not taken: why, in one line that repeats no answer and no address
   */
  void deliver(Alert alert, Duration limit) throws IOException;
}
