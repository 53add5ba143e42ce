package dev.keymaster.vault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has pieces of work done on other processors while the caller fetches the next ones, and hands
 * over the results in order. Used by one thread; what a piece throws, the caller gets.
 */
final class Conveyor<T> {
  /** Pieces that are waited for; when there are more, the caller lends a hand. */
  private static final int MOST = 8;

  private final Deque<ForkJoinTask<T>> pieces = new ArrayDeque<>();
  private final Consumer<T> results;

  Conveyor(Consumer<T> results) {
    this.results = results;
  }

  void add(Supplier<T> piece) {
    while (!pieces.isEmpty() && pieces.getFirst().isDone()) {
      takeFirst();
    }
    ForkJoinTask<T> task = ForkJoinTask.adapt(piece::get);
    if (pieces.size() < MOST) {
      ForkJoinPool.commonPool().execute(task);
    } else {
      task.invoke();
    }
    pieces.addLast(task);
  }

  void finish() {
    while (!pieces.isEmpty()) {
      takeFirst();
    }
  }

  private void takeFirst() {
    results.accept(pieces.removeFirst().join());
  }
}
