package dev.keymaster.service;

import dev.keymaster.model.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with what is due at providers while a process stays: revocations that failed, old keys
 * whose grace is over, whatever broke off. Looks into the vault only when its file has changed or
 * when it knows that something is due, or a freeze waits beside it, since every look leaves traces
 * of its keys on the heap. Does nothing while the vault is locked.
 */
public final class LifeWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Work work;
  private final InstantSource clock;
  private final Rounds rounds = new Rounds();
  private Object seen = "nothing";
  private @Nullable Instant next;

  /** What is watched. */
  interface Work {
    /** Tells whether the vault is open. */
    boolean open();

    /** Returns something that changes with the vault's file. */
    Object stamp();

    /** Tells whether a freeze waits to be stored, which looking into the vault does. */
    boolean freezeWaits();

    /** Goes on with what is due. */
    void resume();

    /** Tells what is under way. */
    List<Progress> underWay();
  }

  LifeWatch(Work work, InstantSource clock) {
    this.work = work;
    this.clock = clock;
  }

  /**
   * Begins to watch the vault of an engine.
   *
   * @param looked runs after each look into the vault
   */
  public static LifeWatch over(LocalEngine engine, Runnable looked) {
    LifeWatch watch = new LifeWatch(new OfEngine(engine, looked), engine.clock());
    watch.rounds.begin("lives", PAUSE, watch::look);
    return watch;
  }

  /** Looks once; what cannot be done now is not given up. */
  void look() {
    Object now = work.stamp();
    Instant due = next;
    boolean isDue = due != null && !due.isAfter(clock.instant());
    if (!work.open() || (now.equals(seen) && !isDue && !work.freezeWaits())) {
      return;
    }
    seen = now;
    try {
      if (isDue) {
        work.resume();
      }
      next =
          work.underWay().stream()
              .map(Progress::until)
              .filter(Objects::nonNull)
              .min(Instant::compareTo)
              .orElse(null);
    } catch (RuntimeException e) {
      next = clock.instant().plusSeconds(60);
    }
  }

  /** Ends it; what was begun is in the journal. */
  @Override
  public void close() {
    rounds.end();
  }

  private record OfEngine(LocalEngine engine, Runnable looked) implements Work {
    @Override
    public boolean open() {
      return engine.unlockedAt().isPresent();
    }

    @Override
    public Object stamp() {
      return engine.file().stamp();
    }

    @Override
    public boolean freezeWaits() {
      return engine.freezeWaits();
    }

    @Override
    public void resume() {
      engine.lives().resume();
      looked.run();
    }

    @Override
    public List<Progress> underWay() {
      List<Progress> all = engine.lives().underWay();
      looked.run();
      return all;
    }
  }
}
