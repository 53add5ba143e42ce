package dev.keymaster.web;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Ends a connection when its time is up, however slowly its bytes drip: whoever reads from it then
 * gets an exception.
 */
final class TimeLimit implements AutoCloseable {
  private final Thread watch;
  private volatile boolean passed;

  TimeLimit(Closeable connection, Duration limit) {
    watch = Thread.ofPlatform().daemon().name("time limit").start(() -> wait(connection, limit));
  }

  private void wait(Closeable connection, Duration limit) {
    try {
      Thread.sleep(limit);
      passed = true;
      connection.close();
    } catch (InterruptedException e) {
      // the answer came in time
    } catch (IOException e) {
      // it was closed already
    }
  }

  /** Tells whether it ended the connection. */
  boolean passed() {
    return passed;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
