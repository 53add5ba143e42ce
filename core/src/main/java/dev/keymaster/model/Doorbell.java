package dev.keymaster.model;

import java.io.IOException;
import java.time.Duration;

/** Port: asks the person at this desktop. */
public interface Doorbell {
  /** What the person says. */
  enum Answer {
    /** Yes, this time. */
    ONCE,
    /** Yes, and for 15 minutes. */
    FOR_A_WHILE,
    /** No. */
    NO,
    /** Nothing, in the time there was. */
    NONE
  }

  /** Where there is no desktop. */
  Doorbell NOWHERE =
      (request, patience) -> {
        throw new IOException("there is no desktop");
      };

  /**
   * Asks, and waits for the answer.
   *
   * @throws IOException if nobody can be asked
   */
  Answer ask(PendingApproval request, Duration patience) throws IOException;
}
