package dev.keymaster.guard;

import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is done in a panic although nothing can be written, to be recorded as soon as that is
 * possible. Nothing else goes on without a record. Thread-safe.
 */
public final class Unwritten {
  private final InstantSource clock;
  private final List<Done> done = new CopyOnWriteArrayList<>();

  /** Nothing yet. */
  public Unwritten(InstantSource clock) {
    this.clock = clock;
  }

  /** Tells whether a failure is about the writing alone. */
  public static boolean isMeant(KeymasterException failure) {
    return failure.code() == Code.FAILURE || failure.code() == Code.CONFLICT;
  }

  /** Notes it in the place of a record that failed; throws that failure again if it is another. */
  public void instead(KeymasterException failure, String subject, String detail) {
    if (!isMeant(failure)) {
      throw failure;
    }
    done.add(new Done(clock.instant(), subject, detail));
  }

  /** Returns all of it, oldest first. */
  public List<Done> done() {
    return List.copyOf(done);
  }
}
