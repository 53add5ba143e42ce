package dev.keymaster.service;

import java.time.Duration;

/**
 * Delivers alerts while a process stays: twice a second it looks whether the vault's file has
 * changed, whoever changed it, and only then into the log, since every look into the vault leaves
 * traces of its keys on the heap. What could not be delivered is tried again when its time has
 * come. Does nothing while the vault is locked.
 */
public final class AlertWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int PAUSES_BETWEEN_TRIES = 600;

  private final LocalEngine engine;
  private final Runnable looked;
  private final Rounds rounds = new Rounds();
  private Object seen = "nothing";
  private int quiet = PAUSES_BETWEEN_TRIES;

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
    watch.rounds.begin("alerts", PAUSE, watch::look);
    return watch;
  }

  private void look() {
    Object now = engine.file().stamp();
    boolean due = !now.equals(seen) || engine.desk().isAgain() || ++quiet > PAUSES_BETWEEN_TRIES;
    if (due && engine.unlockedAt().isPresent()) {
      seen = now;
      quiet = 0;
      engine.desk().settle(Duration.ZERO);
      looked.run();
    }
  }

  /** Ends it; what is on its way may still arrive. */
  @Override
  public void close() {
    rounds.end();
  }
}
