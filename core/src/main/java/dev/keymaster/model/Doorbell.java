package dev.keymaster.model;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

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
    NONE,
    /** Nothing, since it was answered elsewhere meanwhile. */
    ELSEWHERE
  }

  /** Where there is no desktop. */
  Doorbell NOWHERE =
      (request, patience, elsewhere) -> {
        throw new IOException("there is no desktop");
      };

  /**
   * Asks, and waits for the answer.
   *
   * @param elsewhere tells whether it was answered elsewhere, so that the question is withdrawn;
   *     called often by the asking thread
   * @throws IOException if nobody can be asked
   */
  Answer ask(PendingApproval request, Duration patience, BooleanSupplier elsewhere)
      throws IOException;
}
