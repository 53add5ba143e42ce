package dev.keymaster.testkit;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Another store whose writers wait at a gate, so that a test can have them meet; and whose disk can
 * be full when a transaction is to be committed.
 */
public final class HeldRows implements SealedRows {
  private final SealedRows inner;
  private final AtomicInteger writes = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean full;

  /** Wraps a store; the gate is open. */
  public HeldRows(SealedRows inner) {
    this.inner = inner;
  }

  /** From now on no commit works. */
  public void fill() {
    full = true;
  }

  /** Returns how many writes were begun. */
  public int writes() {
    return writes.get();
  }

  /**
   * Runs these at the same time: all of them have begun, and wait for the store or for each other,
   * before the store lets the first one write. They come in this order.
   */
  public void meet(List<Runnable> bodies) throws InterruptedException {
    gate = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Runnable body : bodies) {
      Thread thread = Thread.ofPlatform().start(body);
      threads.add(thread);
      while (thread.getState() != Thread.State.WAITING) {
        if (!thread.isAlive()) {
          throw new AssertionError("it did not wait to write");
        }
        Thread.onSpinWait();
      }
    }
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return inner.read(body);
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    writes.incrementAndGet();
    pass();
    return inner.write(transaction -> {
      T result = body.apply(transaction);
      if (full) {
        throw new KeymasterException(KeymasterException.Code.FAILURE, "the disk is full", "");
      }
      return result;
    });
  }

  private void pass() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeymasterException(KeymasterException.Code.FAILURE, "interrupted", "", e);
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
