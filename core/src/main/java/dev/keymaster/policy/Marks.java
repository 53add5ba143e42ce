package dev.keymaster.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much was done when, oldest first. Kept short by joining neighbours: what was done earlier
 * then counts as done later, so a limit may hold longer than it says, but never shorter.
 */
final class Marks {
  private final List<Mark> marks;

  Marks(List<Mark> marks) {
    this.marks = new ArrayList<>(marks);
  }

  List<Mark> list() {
    return List.copyOf(marks);
  }

  /** What a wrong clock dated later than now was done before now: it counts from now on. */
  private void setRight(Instant now) {
    int later = 0;
    while (!marks.isEmpty() && marks.getLast().time().isAfter(now)) {
      later += marks.removeLast().count();
    }
    if (later > 0) {
      marks.add(new Mark(now, later));
    }
  }

  /** Counts one more. */
  void add(Instant time, int most) {
    int at = marks.size();
    while (at > 0 && marks.get(at - 1).time().isAfter(time)) {
      at--;
    }
    if (at > 0 && marks.get(at - 1).time().equals(time)) {
      marks.set(at - 1, new Mark(time, marks.get(at - 1).count() + 1));
    } else {
      marks.add(at, new Mark(time, 1));
      shrink(most);
    }
  }

  /** Joins neighbours until there are no more than {@code most}, so that each spans little. */
  void shrink(int most) {
    while (marks.size() > most) {
      int at = closest();
      Mark earlier = marks.remove(at);
      Mark later = marks.get(at);
      marks.set(at, new Mark(later.time(), earlier.count() + later.count()));
    }
  }

  /** Returns which one spans least together with the next; the oldest may span anything. */
  private int closest() {
    int closest = Math.min(1, marks.size() - 2);
    for (int i = 2; i < marks.size() - 1; i++) {
      if (span(i).compareTo(span(closest)) < 0) {
        closest = i;
      }
    }
    return closest;
  }

  private Duration span(int at) {
    return Duration.between(marks.get(at - 1).time(), marks.get(at + 1).time());
  }

  /**
   * Drops what was done a minute ago or before, and returns when the {@code count}-th from the
   * newest back was done.
   *
   * @return null if there are not so many
   */
  @Nullable Instant newest(int count, Instant now) {
    setRight(now);
    Instant start = now.minus(Usage.WINDOW);
    while (!marks.isEmpty() && !marks.getFirst().time().isAfter(start)) {
      marks.removeFirst();
    }
    int sum = 0;
    for (Mark mark : marks.reversed()) {
      sum += mark.count();
      if (sum >= count) {
        return mark.time();
      }
    }
    return null;
  }
}
