package dev.keymaster.lifecycle;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Sees to it that one process, and one thread of it, works on one thing. Thread-safe. */
public final class Holders {
  private final Holder own;
  private final Predicate<Holder> alive;
  private final Set<Long> busy = ConcurrentHashMap.newKeySet();

  /**
   * Makes the view of one process.
   *
   * @param own this process
   * @param alive whether another one still runs
   */
  public Holders(Holder own, Predicate<Holder> alive) {
    this.own = own;
    this.alive = alive;
  }

  Holder own() {
    return own;
  }

  boolean alive(Holder other) {
    return !other.equals(Holder.NOBODY) && alive.test(other);
  }

  /** Tells whether another process works on it. */
  boolean elsewhere(Holder holder) {
    return !holder.equals(own) && alive(holder);
  }

  /** Tells whether what a key was made for is gone. */
  boolean abandoned(Entry entry) {
    return entry.kind() == Kind.CHILD && !alive(entry.holder());
  }

  boolean take(long number) {
    return busy.add(number);
  }

  void leave(long number) {
    busy.remove(number);
  }
}
