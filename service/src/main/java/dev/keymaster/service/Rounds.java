package dev.keymaster.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something again and again, in a thread of its own, until it is ended. */
final class Rounds {
  private final CountDownLatch over = new CountDownLatch(1);

  /** Begins, with a pause before the first round; the thread keeps no process from ending. */
  void begin(String name, Duration pause, Runnable round) {
    Thread.ofPlatform().daemon().name(name).start(() -> run(pause, round));
  }

  private void run(Duration pause, Runnable round) {
    try {
      while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        round.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins no further round; returns whether this ended it. */
  synchronized boolean end() {
    boolean first = over.getCount() > 0;
    over.countDown();
    return first;
  }
}
