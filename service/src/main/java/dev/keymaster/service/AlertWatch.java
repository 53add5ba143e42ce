package dev.keymaster.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delivers alerts while a process stays: looks twice a second at what the log got, whoever wrote
 * it. Does nothing while the vault is locked.
 */
public final class AlertWatch implements AutoCloseable {
  private static final long PAUSE_MILLISECONDS = 500;

  private final LocalEngine engine;
  private final CountDownLatch over = new CountDownLatch(1);

  private AlertWatch(LocalEngine engine) {
    this.engine = engine;
  }

  /**
   * Begins to watch the vault of an engine that knows a courier ({@link LocalEngine#delivering}).
   */
  public static AlertWatch over(LocalEngine engine) {
    AlertWatch watch = new AlertWatch(engine);
    Thread.ofPlatform().daemon().name("alerts").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      while (!over.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (engine.unlockedAt().isPresent()) {
          engine.desk().settle(Duration.ZERO);
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
