package dev.keymaster.agent;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the heap is swept: as soon as nobody asks for a moment, and every minute if somebody always
 * does, so that what a request left behind is gone soon after it. Thread-safe; one thread sweeps.
 */
final class Sweeping {
  private static final long QUIET = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier clock;
  private final Runnable sweep;
  private boolean used;
  private long first;
  private long last;

  /**
   * Nothing to sweep yet.
   *
   * @param clock nanoseconds since any moment
   */
  Sweeping(LongSupplier clock, Runnable sweep) {
    this.clock = clock;
    this.sweep = sweep;
  }

  /** A request was answered. */
  synchronized void used() {
    last = clock.getAsLong();
    if (!used) {
      used = true;
      first = last;
    }
  }

  /** Returns for how long nothing is due, in milliseconds, {@code most} at most. */
  synchronized int patience(int most) {
    long left = Math.min(last + QUIET, first + LONGEST) - clock.getAsLong();
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(left) + 1;
    return used ? Math.clamp(milliseconds, 0, most) : most;
  }

  /** Sweeps if it is time. */
  void whenDue() {
    if (taken()) {
      sweep.run();
    }
  }

  private synchronized boolean taken() {
    long now = clock.getAsLong();
    boolean due = used && (now - last >= QUIET || now - first >= LONGEST);
    used &= !due;
    return due;
  }
}
