package dev.keymaster.guard;

import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What is done in a panic although nothing can be written, to be recorded as soon as that is
 * possible. Nothing else goes on without a record. Thread-safe.
 */
public final class Unwritten {
  private final @Nullable InstantSource clock;
  private final List<Done> done = new CopyOnWriteArrayList<>();

  private Unwritten(@Nullable InstantSource clock) {
    this.clock = clock;
  }

  /** In a panic; nothing yet. */
  public static Unwritten inPanic(InstantSource clock) {
    return new Unwritten(clock);
  }

  /** For everything else: what cannot be recorded is not done. */
  public static Unwritten never() {
    return new Unwritten(null);
  }

  /** Tells whether a failure is about the writing alone. */
  public static boolean isMeant(KeymasterException failure) {
    return failure.code() == Code.FAILURE || failure.code() == Code.CONFLICT;
  }

  /** Notes it in the place of a record that failed; throws that failure again if it may not. */
  public void instead(KeymasterException failure, String subject, String detail) {
    if (clock == null || !isMeant(failure)) {
      throw failure;
    }
    done.add(new Done(clock.instant(), subject, detail));
  }

  /** Returns all of it, oldest first. */
  public List<Done> done() {
    return List.copyOf(done);
  }
}
