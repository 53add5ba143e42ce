package dev.keymaster.service;

import dev.keymaster.model.Anchor;
import dev.keymaster.model.AnchorState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings checkpoints to anchors while a process stays: with every minute in which the vault's file
 * changed, and once more at the end, when the vault is locked. What failed is tried again a minute
 * later.
 */
public final class AnchorWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration LAST_LIMIT = Duration.ofSeconds(3);

  private final LocalEngine engine;
  private final AnchorDesk desk;
  private final boolean idle;
  private final Rounds rounds = new Rounds();

  private AnchorWatch(LocalEngine engine, AnchorDesk desk, boolean idle) {
    this.engine = engine;
    this.desk = desk;
    this.idle = idle;
  }

  /**
   * Begins.
   *
   * @param before what was remembered of these anchors
   * @param remember keeps what is to be remembered
   */
  public static AnchorWatch over(
      LocalEngine engine,
      List<Anchor> anchors,
      List<AnchorState> before,
      Consumer<List<AnchorState>> remember) {
    AnchorDesk desk = new AnchorDesk(engine, anchors, before, remember);
    AnchorWatch watch = new AnchorWatch(engine, desk, anchors.isEmpty());
    if (!anchors.isEmpty()) {
      watch.rounds.begin("anchors", PERIOD, () -> desk.settle(LIMIT));
    }
    return watch;
  }

  /** Ends it, after what is new was brought too; the engine is closed, as it needs no secret. */
  @Override
  public synchronized void close() {
    if (!idle && rounds.end()) {
      desk.settle(LAST_LIMIT);
      engine.close();
    }
  }
}
