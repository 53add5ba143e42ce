package dev.keymaster.agent;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The connections of an agent: how many there may be, and how they are ended. Thread-safe. */
final class Peers {
  /** Most connections at a time; beyond it the one that was idle longest is ended. */
  static final int MOST = 256;

  /**
   * How long a thread waits for another connection, since making one takes longer than an answer.
   * It is gone with all that its stack held before the heap is swept.
   */
  private static final int SPARE_MILLISECONDS = 1000;

  private static final int STACK = 1 << 19;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Executor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          SPARE_MILLISECONDS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Peers::thread);
  private final Duration patience;

  /**
   * None yet.
   *
   * @param patience how long requests may take to finish once it is over
   */
  Peers(Duration patience) {
    this.patience = patience;
  }

  private static Thread thread(Runnable serving) {
    return Thread.ofPlatform().daemon().stackSize(STACK).name("peer").unstarted(serving);
  }

  /** Serves a connection in a thread of its own. */
  void welcome(Connection connection) {
    connections.add(connection);
    if (connections.size() > MOST) {
      connections.stream()
          .filter(other -> !other.busy())
          .min(Comparator.comparingLong(Connection::lastUsed))
          .ifPresent(longest -> {
            connections.remove(longest);
            longest.abort();
          });
    }
    threads.execute(connection);
  }

  void gone(Connection connection) {
    connections.remove(connection);
  }

  int count() {
    return connections.size();
  }

  /**
   * Lets requests that are on the way or being answered finish, and ends who asks nothing.
   *
   * @param succeeded whether another agent serves: then the others are waited for too
   */
  void farewell(boolean succeeded) {
    await(() -> any(Connection::fresh));
    await(() -> succeeded && count() > 0);
    connections.stream().filter(Connection::idle).forEach(Connection::abort);
    await(() -> any(Connection::busy));
  }

  private boolean any(Predicate<Connection> wanted) {
    return connections.stream().anyMatch(wanted);
  }

  private void await(BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (condition.getAsBoolean() && System.nanoTime() < end) {
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all of them. */
  void hangUp() {
    connections.forEach(Connection::abort);
  }
}
