package dev.keymaster.testkit;

import dev.keymaster.model.BugException;
import dev.keymaster.model.SealedRows;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sealed rows in memory, with whole transactions, for tests. {@link #another} opens a second
 * connection to the same store, {@link #tamper} changes it behind everybody's back.
 */
public final class MemoryRows implements SealedRows {
  private final Store store;
  private boolean closed;

  /** Makes an empty store. */
  public MemoryRows() {
    this(new Store());
  }

  private MemoryRows(Store store) {
    this.store = store;
  }

  /** Opens another connection to the same store, as another process would. */
  public MemoryRows another() {
    return new MemoryRows(store);
  }

  /** Returns a copy of everything stored now, to put back later with {@link #restore}. */
  public StoreContents contents() {
    return store.contents.copy();
  }

  /** Puts a copy of {@code contents} in place of everything, as somebody with the file would. */
  public void restore(StoreContents contents) {
    store.replace(contents.copy());
  }

  /** Changes the stored contents without any check, as somebody with the file would. */
  public void tamper(Consumer<StoreContents> change) {
    StoreContents damaged = contents();
    change.accept(damaged);
    store.replace(damaged);
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    checkOpen();
    try (MemoryTransaction view = new MemoryTransaction(store.contents)) {
      return body.apply(view);
    }
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    checkOpen();
    if (store.writer.isHeldByCurrentThread()) {
      throw new BugException("a write inside a write");
    }
    store.writer.lock();
    try (MemoryTransaction change = new MemoryTransaction(store.contents.copy())) {
      T result = body.apply(change);
      store.replace(change.contents());
      return result;
    } finally {
      store.writer.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new BugException("the store is closed");
    }
  }

  private static final class Store {
    final ReentrantLock writer = new ReentrantLock(true);
    volatile StoreContents contents = new StoreContents();

    synchronized void replace(StoreContents next) {
      contents = next;
    }
  }
}
