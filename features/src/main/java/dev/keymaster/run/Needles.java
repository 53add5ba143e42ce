package dev.keymaster.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is looked for in a stream, found by its first three bytes: a table that says of most places
 * at one look that nothing starts there.
 *
 * <p>The native front uses this class too: arrays and loops, nothing else.
 */
final class Needles {
  /** Nothing starts there. */
  static final int NONE = 0;

  /** Something may start there: more has to be seen. */
  static final int PARTIAL = -1;

  private static final int HASHES = 1 << 15;

  private final List<Needle> needles = new ArrayList<>();

  /** By hash: 1 + index into {@link #chained} and {@link #next}; 0 for none. */
  private final int[] first = new int[HASHES];

  private int[] chained = new int[64];
  private int[] next = new int[64];
  private int chains;
  private int longest;
  private int shortest = Integer.MAX_VALUE;
  private int found;

  /** Looks for a value, which stays the caller's, and has {@code shown} stand in its place. */
  void add(byte[] value, byte[] shown) {
    Forms forms = new Forms(value);
    for (byte[] form : forms.plain()) {
      add(new Needle(form, false, shown));
    }
    for (byte[] form : forms.coded()) {
      add(new Needle(form, true, shown));
    }
  }

  private void add(Needle needle) {
    int index = needles.size();
    needles.add(needle);
    longest = Math.max(longest, needle.longest());
    shortest = Math.min(shortest, needle.shortest());
    byte[] b = needle.bytes();
    chain(hash(hash(hash(0, b[0]), b[1]), b[2]), index);
    if (needle.coded()) {
      for (byte gap : new byte[] {' ', '\t', '\r', '\n'}) {
        chain(hash(hash(hash(0, b[0]), b[1]), gap), index);
        for (byte then : new byte[] {b[1], ' ', '\t', '\r', '\n'}) {
          chain(hash(hash(hash(0, b[0]), gap), then), index);
        }
      }
    }
  }

  private void chain(int hash, int index) {
    if (chains == chained.length) {
      chained = Arrays.copyOf(chained, 2 * chains);
      next = Arrays.copyOf(next, 2 * chains);
    }
    chained[chains] = index;
    next[chains] = first[hash];
    first[hash] = ++chains;
  }

  /** Hash of the last three bytes, the newest of which is {@code b}. */
  private static int hash(int former, byte b) {
    return ((former << 5) ^ (b & 0xff)) & (HASHES - 1);
  }

  /** Tells whether there is nothing to look for. */
  boolean isEmpty() {
    return needles.isEmpty();
  }

  /** Most bytes that anything found covers; 0 if there is nothing to look for. */
  int longest() {
    return longest;
  }

  /** Fewest bytes that anything found covers. */
  int shortest() {
    return shortest;
  }

  /**
   * Returns the first place from {@code start} on where something may start; {@code end} if there
   * is none.
   */
  int candidate(byte[] text, int start, int end) {
    if (end - start < 3) {
      return start;
    }
    int[] heads = first; // a field would be read anew for every byte
    int hash = hash(hash(0, text[start]), text[start + 1]);
    for (int i = start + 2; i < end; i++) {
      hash = ((hash << 5) ^ (text[i] & 0xff)) & (HASHES - 1);
      if (heads[hash] != 0) {
        return i - 2;
      }
    }
    return end - 2;
  }

  /**
   * Looks for the longest that starts at {@code start}.
   *
   * @param last whether nothing follows {@code end}
   * @return where it ends, {@link #PARTIAL} or {@link #NONE}
   */
  int match(byte[] text, int start, int end, boolean last) {
    int best = NONE;
    boolean partial = false;
    if (end - start < 3) {
      for (int i = 0; i < needles.size() && !last; i++) {
        partial |= needles.get(i).end(text, start, end) == PARTIAL;
      }
    } else {
      int hash = hash(hash(hash(0, text[start]), text[start + 1]), text[start + 2]);
      for (int at = first[hash]; at != 0; at = next[at - 1]) {
        int stop = needles.get(chained[at - 1]).end(text, start, end);
        partial |= stop == PARTIAL;
        if (stop > best) {
          best = stop;
          found = chained[at - 1];
        }
      }
    }
    return partial && !last ? PARTIAL : best;
  }

  /** What is shown instead of the last that was found. */
  byte[] shown() {
    return needles.get(found).shown();
  }

  /** Zeroes what is looked for. */
  void wipe() {
    needles.forEach(Needle::wipe);
  }
}
