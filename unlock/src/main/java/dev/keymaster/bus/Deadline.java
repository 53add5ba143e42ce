package dev.keymaster.bus;

import java.io.InterruptedIOException;
import java.time.Duration;

/** A moment after which waiting is over. */
public final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** So long from now. */
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /**
   * Returns how long may still be waited: at least 1 ms.
   *
   * @throws InterruptedIOException if it is over
   */
  public long millis() throws InterruptedIOException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new InterruptedIOException("no answer in time");
    }
    return left / 1_000_000 + 1;
  }
}
