package dev.keymaster.vault;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** The index segments that one commit changes. Not thread-safe. */
final class IndexChanges {
  private final Map<Integer, IndexSegment> changed = new TreeMap<>();
  private final IntFunction<IndexSegment> stored;
  private final int before;
  private int count;

  /**
   * Starts with no change.
   *
   * @param count how many segments there are
   * @param stored opens one of them
   */
  IndexChanges(int count, IntFunction<IndexSegment> stored) {
    this.before = count;
    this.count = count;
    this.stored = stored;
  }

  /** Returns a segment that is going to be written anew. */
  IndexSegment at(int number) {
    return changed.computeIfAbsent(number, n -> n < before ? stored.apply(n) : new IndexSegment());
  }

  /** Returns the number of the last segment if it has room, else that of a new one. */
  int roomy() {
    if (count == 0 || at(count - 1).full()) {
      count++;
    }
    return count - 1;
  }

  int count() {
    return count;
  }

  void forEach(BiConsumer<Integer, IndexSegment> action) {
    changed.forEach(action);
  }
}
