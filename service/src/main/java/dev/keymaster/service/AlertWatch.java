package dev.keymaster.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delivers alerts while a process stays: twice a second it looks whether the vault's file has
 * changed, whoever changed it, and only then into the log, since every look into the vault leaves
 * traces of its keys on the heap. What could not be delivered is tried again when its time has
 * come. Does nothing while the vault is locked.
 */
public final class AlertWatch implements AutoCloseable {
  private static final long PAUSE_MILLISECONDS = 500;
  private static final int PAUSES_BETWEEN_TRIES = 600;

  private final LocalEngine engine;
  private final Runnable looked;
  private final CountDownLatch over = new CountDownLatch(1);

  private AlertWatch(LocalEngine engine, Runnable looked) {
    this.engine = engine;
    this.looked = looked;
  }

  /**
   * Begins to watch the vault of an engine that knows a courier ({@link LocalEngine#delivering}).
   *
   * @param looked runs after each look into the vault
   */
  public static AlertWatch over(LocalEngine engine, Runnable looked) {
    AlertWatch watch = new AlertWatch(engine, looked);
    Thread.ofPlatform().daemon().name("alerts").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      Object seen = "nothing";
      int quiet = PAUSES_BETWEEN_TRIES;
      while (!over.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        Object now = engine.file().stamp();
        boolean due =
            !now.equals(seen) || engine.desk().isAgain() || ++quiet > PAUSES_BETWEEN_TRIES;
        if (due && engine.unlockedAt().isPresent()) {
          seen = now;
          quiet = 0;
          engine.desk().settle(Duration.ZERO);
          looked.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; what is on its way may still arrive. */
  @Override
  public void close() {
    over.countDown();
  }
}
