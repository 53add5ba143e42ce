package dev.keymaster.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does something again and again, in a thread of its own, until it is ended, whether it fails or
 * not.
 */
final class Rounds {
  private final CountDownLatch over = new CountDownLatch(1);

  /** Begins, with a pause before the first round; the thread keeps no process from ending. */
  void begin(String name, Duration pause, Runnable round) {
    Thread.ofPlatform().daemon().name(name).start(() -> run(pause, round));
  }

  private void run(Duration pause, Runnable round) {
    try {
      while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        once(round);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that failed is no reason not to begin the next. */
  private static void once(Runnable round) {
    try {
      round.run();
    } catch (RuntimeException e) {
      return;
    }
  }

  /** Begins no further round; returns whether this ended it. */
  synchronized boolean end() {
    boolean first = over.getCount() > 0;
    over.countDown();
    return first;
  }
}
