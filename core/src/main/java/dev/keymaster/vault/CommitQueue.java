package dev.keymaster.vault;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets commits that meet share one transaction, and so one flush of the disk. Whoever comes first
 * leads: its thread runs, in the order they came, the bodies of all that wait and of those that
 * come meanwhile. The next in line leads as soon as that is durable.
 *
 * <p>Nobody suffers from others: when a body throws after it has changed something, the transaction
 * is undone and every body of it runs again in one of its own. Thread-safe.
 */
final class CommitQueue {
  /** Where bodies run. */
  @FunctionalInterface
  interface Transaction {
    /** Runs {@code bodies} on one commit; durable when this returns, undone when it throws. */
    void run(Consumer<Commit> bodies);
  }

  /** The most bodies in one transaction: bounds what one failure makes run again. */
  private static final int MOST = 256;

  /** How long a flush waits for those who would have to wait for the next one. */
  private static final int PAUSES = 3;

  private static final long PAUSE_NANOS = 20_000;

  private final Transaction transaction;
  private final Deque<Turn<?>> waiting = new ArrayDeque<>();
  private @Nullable Thread leader;

  /** How many shared the last transaction; used by leaders only. */
  private volatile int lately;

  CommitQueue(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Runs {@code body} in a transaction; returns when that is durable.
   *
   * @param alone if it shares its transaction with nobody and must not run twice
   */
  <T> T run(Function<Commit, T> body, boolean alone) {
    Turn<T> mine = new Turn<>(body, alone);
    if (enter(mine) || mine.awaitLead()) {
      lead();
    }
    return mine.outcome.get();
  }

  /** Joins the line; returns whether this one is to lead because nobody does. */
  private synchronized boolean enter(Turn<?> turn) {
    if (turn.thread.equals(leader)) {
      throw new BugException("a write inside a write");
    }
    waiting.add(turn);
    if (leader != null) {
      return false;
    }
    leader = turn.thread;
    return true;
  }

  private void lead() {
    List<Turn<?>> served = new ArrayList<>();
    try {
      serve(served);
    } finally {
      lately = served.size();
      Turn<?> next = handOver();
      if (next != null) {
        next.wake(State.LEADS);
      }
      served.forEach(turn -> turn.wake(State.DONE));
    }
  }

  private void serve(List<Turn<?>> served) {
    try {
      transaction.run(commit -> {
        for (Turn<?> turn = next(served); turn != null; turn = nextOrLate(served)) {
          served.add(turn);
          turn.runWithOthers(commit);
        }
      });
    } catch (Undone e) {
      if (served.size() == 1) {
        served.getFirst().fail(e.reason);
      } else {
        served.forEach(this::runAlone);
      }
    } catch (RuntimeException | Error e) {
      if (served.isEmpty()) {
        takeAll(served);
      }
      served.forEach(turn -> turn.fail(e));
    }
  }

  private void runAlone(Turn<?> turn) {
    try {
      transaction.run(turn::run);
    } catch (RuntimeException | Error e) {
      turn.fail(e);
    }
  }

  /** As {@link #next}, but gives those time to come back who were served last, if they are more. */
  private @Nullable Turn<?> nextOrLate(List<Turn<?>> served) {
    Turn<?> next = next(served);
    for (int i = 0; next == null && i < PAUSES && served.size() < lately; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      next = next(served);
    }
    return next;
  }

  /** Takes the next in line, or null if it does not fit to those that are served. */
  private synchronized @Nullable Turn<?> next(List<Turn<?>> served) {
    Turn<?> next = waiting.peek();
    if (next == null || served.isEmpty()) {
      return waiting.poll();
    }
    boolean fits = !next.alone && !served.getFirst().alone && served.size() < MOST;
    return fits ? waiting.poll() : null;
  }

  /** A store that does not even begin to write will not do so for those who wait either. */
  private synchronized void takeAll(List<Turn<?>> served) {
    served.addAll(waiting);
    waiting.clear();
  }

  private synchronized @Nullable Turn<?> handOver() {
    Turn<?> next = waiting.peek();
    leader = next == null ? null : next.thread;
    return next;
  }

  private enum State {
    WAITS,
    LEADS,
    DONE
  }

  /** A transaction must be undone, because a body threw after it had changed something. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Throwable reason;

    Undone(Throwable reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** One caller in line, its body and what came of it. */
  private static final class Turn<T> {
    final Thread thread = Thread.currentThread();
    final boolean alone;
    private final Function<Commit, T> body;
    private volatile State state = State.WAITS;
    Supplier<T> outcome =
        () -> {
          throw new BugException("a commit that nobody has run");
        };

    Turn(Function<Commit, T> body, boolean alone) {
      this.body = body;
      this.alone = alone;
    }

    void run(Commit commit) {
      T result = body.apply(commit);
      outcome = () -> result;
    }

    /** As {@link #run}, but what it throws without having changed anything is its own affair. */
    void runWithOthers(Commit commit) {
      long before = commit.changes();
      try {
        run(commit);
      } catch (KeymasterException e) {
        if (commit.changes() != before || isOfTheStore(e)) {
          throw new Undone(e);
        }
        fail(e);
      } catch (RuntimeException | Error e) {
        throw new Undone(e);
      }
    }

    private static boolean isOfTheStore(KeymasterException e) {
      return e.code() == KeymasterException.Code.FAILURE
          || e.code() == KeymasterException.Code.CORRUPT;
    }

    void fail(Throwable reason) {
      outcome =
          () -> {
            if (reason instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) reason;
          };
    }

    /** Waits to be served; returns whether this one is to lead instead. */
    boolean awaitLead() {
      boolean interrupted = false;
      while (state == State.WAITS) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        thread.interrupt();
      }
      return state == State.LEADS;
    }

    void wake(State next) {
      state = next;
      LockSupport.unpark(thread);
    }
  }
}
