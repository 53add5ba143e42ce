package dev.keymaster.scan;

import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.crypto.TokenAlphabet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys in bytes. Only runs of at least {@value FingerprintKey#SHORTEST_RUN} bytes that keys
 * are made of can hold one, so most bytes are never looked at: where the byte that far ahead is
 * none of those, no such run is in between. Each thread has its own.
 */
public final class Sieve {
  private static final int LEAST = FingerprintKey.SHORTEST_RUN;

  private final HeldKeys held;
  private final Shapes shapes;
  private final Unpacking unpacking;
  private final NavigableMap<Integer, Hit> hits = new TreeMap<>(); // by where they begin
  private final boolean inside;

  /** Makes a sieve for one thread. */
  public Sieve(HeldKeys held, Shapes shapes) {
    this(held.copy(), shapes, false);
  }

  private Sieve(HeldKeys held, Shapes shapes, boolean inside) {
    this.held = held;
    this.shapes = shapes;
    this.inside = inside;
    this.unpacking = new Unpacking();
  }

  /**
   * Returns the keys in a text, in their order; of those that overlap, the surest.
   *
   * @param length how much of {@code text} counts
   */
  List<Hit> hits(byte[] text, int length) {
    hits.clear();
    int past = 0; // no run that was not looked at begins before
    int probe = LEAST - 1;
    while (probe < length) {
      if (TokenAlphabet.WIDE.has(text[probe])) {
        int from = probe;
        while (from > past && TokenAlphabet.WIDE.has(text[from - 1])) {
          from--;
        }
        int to = TokenAlphabet.WIDE.end(text, probe, length);
        if (to - from >= LEAST) {
          run(text, from, to, length);
        }
        probe = to;
      }
      past = probe + 1;
      probe += LEAST;
    }
    return List.copyOf(hits.values());
  }

  private void run(byte[] text, int from, int to, int length) {
    int before = hits.size();
    boolean narrow = TokenAlphabet.NARROW.end(text, from, to) == to;
    if (!narrow) {
      heldIn(text, from, to);
    }
    beginnings(text, from, to, length);
    for (int at = from; at < to; at++) {
      int end = TokenAlphabet.NARROW.end(text, at, to);
      if (end - at >= LEAST) {
        narrow(text, at, end);
      }
      at = end;
    }
    if (hits.size() == before && !inside) {
      packed(text, from, to);
    }
  }

  private void narrow(byte[] text, int from, int to) {
    if (!heldIn(text, from, to)) {
      add(shapes.guess(text, Glue.after(text, from, to), to));
    }
  }

  /** Looks for a held key that is this run, or the run without what texts put against it. */
  private boolean heldIn(byte[] text, int from, int to) {
    int start = Glue.after(text, from, to);
    int first = Glue.withoutMarks(text, start, to);
    int last = Glue.withoutMarksBehind(text, first, to);
    return heldAt(text, from, to)
        || (start > from && heldAt(text, start, to))
        || ((first > start || last < to) && heldAt(text, first, last));
  }

  private boolean heldAt(byte[] text, int from, int to) {
    Optional<Leak.Held> found = held.at(text, from, to);
    found.ifPresent(leak -> add(new Hit(from, to, leak)));
    return found.isPresent();
  }

  /** Looks for what keys of providers begin with, at the start of every word of a run. */
  private void beginnings(byte[] text, int from, int to, int length) {
    int glued = Glue.after(text, from, to);
    for (int at = from; at < to; at++) {
      boolean word = at == from || at == glued || !Glue.isAlphanumeric(text[at - 1]);
      if (word && shapes.mayBeginWith(text[at])) {
        Hit hit = shapes.beginning(text, at, length);
        if (hit != null && !heldAt(text, at, TokenAlphabet.NARROW.end(text, at, to))) {
          add(hit);
          at = hit.to();
        }
      }
    }
  }

  /** Looks into Base64: what it says is searched, and found where the Base64 is. */
  private void packed(byte[] text, int from, int to) {
    byte[] plain = unpacking.text(text, from, to);
    if (plain != null) {
      Sieve within = new Sieve(held, shapes, true);
      within.hits(plain, plain.length).stream()
          .findFirst()
          .ifPresent(hit -> add(new Hit(from, to, hit.what(), false)));
    }
  }

  private void add(@Nullable Hit hit) {
    if (hit == null) {
      return;
    }
    boolean sure = hit.what() instanceof Leak.Held;
    var other = hits.lowerEntry(hit.to());
    while (other != null && other.getValue().overlaps(hit)) {
      if (!sure || other.getValue().what() instanceof Leak.Held) {
        return;
      }
      hits.remove(other.getKey());
      other = hits.lowerEntry(hit.to());
    }
    hits.put(hit.from(), hit);
  }
}
