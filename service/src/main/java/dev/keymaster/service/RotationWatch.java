package dev.keymaster.service;

import dev.keymaster.lifecycle.Schedule;
import dev.keymaster.lifecycle.Schedule.Candidate;
import dev.keymaster.lifecycle.Schedule.Decision;
import dev.keymaster.lifecycle.Upkeep;
import dev.keymaster.lifecycle.Upkeep.Tries;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Rotates keys before they are due, if the person wants that, and reminds of the others, while a
 * process stays. What is done when is decided by {@link Schedule}; a change of the vault has it
 * asked again, at most every ten minutes, since every look reads all keys. Does nothing while the
 * vault is locked.
 */
public final class RotationWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

  private final Work work;
  private final Supplier<Schedule> schedule;
  private final InstantSource clock;
  private final Rounds rounds = new Rounds();
  private final Map<KeyRef, Tries> tries = new HashMap<>();
  private final Map<KeyRef, String> failures = new HashMap<>();
  private Object seen = "nothing";
  private Instant looked = Instant.MIN;
  private Instant next = Instant.MIN;

  /** What is watched. */
  interface Work {
    /** Tells whether the vault is open. */
    boolean open();

    /** Returns something that changes with the vault's file. */
    Object stamp();

    /** Returns all keys that are handed out. */
    List<Candidate> candidates(Map<KeyRef, Tries> tries);

    /** Rotates a key. */
    Progress rotate(KeyRef ref);

    /** Tells somebody of a key, and why it was not rotated; empty if nobody tried. */
    void remind(Deadline key, String why, List<Candidate> all);
  }

  RotationWatch(Work work, Supplier<Schedule> schedule, InstantSource clock) {
    this.work = work;
    this.schedule = schedule;
    this.clock = clock;
  }

  /**
   * Begins to watch the vault of an engine.
   *
   * @param schedule by the settings as they are now
   * @param grace how long an old key stays good after it was replaced
   * @param read runs after each look into the vault
   */
  public static RotationWatch over(
      LocalEngine engine, Supplier<Schedule> schedule, Supplier<Duration> grace, Runnable read) {
    RotationWatch watch =
        new RotationWatch(new OfEngine(engine, grace, read), schedule, engine.clock());
    watch.rounds.begin("rotations", PAUSE, watch::look);
    return watch;
  }

  /** Looks once, and does one thing; what cannot be done now is not given up. */
  void look() {
    Instant now = clock.instant();
    Object stamp = work.stamp();
    boolean changed = !stamp.equals(seen) && !now.isBefore(looked.plus(BETWEEN_LOOKS));
    if (!work.open() || (now.isBefore(next) && !changed)) {
      return;
    }
    seen = stamp;
    looked = now;
    try {
      List<Candidate> keys = work.candidates(tries);
      next = done(schedule.get().next(keys, now), keys, now);
    } catch (KeymasterException e) {
      next = now.plus(BETWEEN_LOOKS);
    }
  }

  private Instant done(Decision decision, List<Candidate> keys, Instant now) {
    return switch (decision) {
      case Decision.Wait(Instant until) -> until;
      case Decision.Rotate(KeyRef ref) -> {
        rotate(ref, now);
        yield now;
      }
      case Decision.Remind(Deadline key) -> {
        work.remind(key, failures.getOrDefault(key.ref(), ""), keys);
        yield now;
      }
    };
  }

  private void rotate(KeyRef ref, Instant now) {
    String failure = failure(ref);
    if (failure.isEmpty()) {
      tries.remove(ref);
      failures.remove(ref);
    } else {
      tries.merge(ref, Tries.NONE.again(now), (before, first) -> before.again(now));
      failures.put(ref, failure);
    }
  }

  /** A key whose rotation goes on by itself counts as failed: it still has its old value. */
  private String failure(KeyRef ref) {
    try {
      Progress progress = work.rotate(ref);
      boolean rotated =
          switch (progress.ending()) {
            case DONE, SCHEDULED, UNTOLD -> true;
            case PENDING, FAILED, BUSY -> false;
          };
      return rotated ? "" : "it was not rotated: " + progress.note();
    } catch (KeymasterException e) {
      return "it was not rotated: " + e.getMessage();
    }
  }

  /** Ends it; what was begun is in the journal. */
  @Override
  public void close() {
    rounds.end();
  }

  private record OfEngine(LocalEngine engine, Supplier<Duration> grace, Runnable read)
      implements Work {
    private Upkeep upkeep() {
      return new Upkeep(engine.guard().lifecycle(), engine.clients());
    }

    @Override
    public boolean open() {
      return engine.unlockedAt().isPresent();
    }

    @Override
    public Object stamp() {
      return engine.file().stamp();
    }

    @Override
    public List<Candidate> candidates(Map<KeyRef, Tries> tries) {
      List<Candidate> keys = upkeep().candidates(ref -> tries.getOrDefault(ref, Tries.NONE));
      read.run();
      return keys;
    }

    @Override
    public Progress rotate(KeyRef ref) {
      Progress progress = engine.lives().rotate(ref, grace.get());
      read.run();
      return progress;
    }

    @Override
    public void remind(Deadline key, String why, List<Candidate> all) {
      upkeep().remind(key, why, all);
      read.run();
    }
  }
}
