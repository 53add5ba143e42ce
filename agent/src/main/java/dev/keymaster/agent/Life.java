package dev.keymaster.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long an agent lives: until nobody asked for a while, until its time is over, until the
 * machine slept. Thread-safe.
 */
final class Life {
  private static final long NAP = Duration.ofSeconds(5).toNanos();

  private final Duration idle;
  private final long end;
  private final LongSupplier awake;
  private final LongSupplier boot;
  private final long drift;
  private volatile long lastRequest;

  /**
   * Starts now.
   *
   * @param idle zero for never
   * @param awake nanoseconds of a clock that stands while the machine sleeps
   * @param boot nanoseconds of a clock that does not
   */
  Life(Duration idle, Duration lifetime, LongSupplier awake, LongSupplier boot) {
    this.idle = idle;
    this.awake = awake;
    this.boot = boot;
    this.end = boot.getAsLong() + lifetime.toNanos();
    this.drift = boot.getAsLong() - awake.getAsLong();
    this.lastRequest = boot.getAsLong();
  }

  /** A life by this machine's clocks. */
  static Life start(Duration idle, Duration lifetime) {
    int monotonic = 1;
    int bootTime = 7;
    return Libc.nanoseconds(bootTime) > 0
        ? new Life(
            idle, lifetime, () -> Libc.nanoseconds(monotonic), () -> Libc.nanoseconds(bootTime))
        : new Life(idle, lifetime, System::nanoTime, Life::wall);
  }

  private static long wall() {
    return System.currentTimeMillis() * 1_000_000;
  }

  /** Somebody asked something. */
  void used() {
    lastRequest = boot.getAsLong();
  }

  /** Tells whether it is over. */
  boolean over() {
    long now = boot.getAsLong();
    boolean slept = Math.abs(now - awake.getAsLong() - drift) > NAP;
    boolean forgotten = !idle.isZero() && now - lastRequest > idle.toNanos();
    return slept || forgotten || now > end;
  }

  Duration idle() {
    return idle;
  }
}
