package dev.keymaster.vault;

import java.util.SortedSet;
import java.util.TreeSet;

/** Which positions of the state tree are in use. Remembers at most 64 freed ones. */
final class Placement {
  private final TreeSet<Long> freed;
  private long size;

  Placement(Head head) {
    this.size = head.positions();
    this.freed = new TreeSet<>(head.free());
  }

  long take() {
    Long reused = freed.pollFirst();
    return reused != null ? reused : size++;
  }

  void free(long position) {
    if (freed.size() < Head.MAX_FREE) {
      freed.add(position);
    }
  }

  long size() {
    return size;
  }

  SortedSet<Long> freed() {
    return freed;
  }
}
