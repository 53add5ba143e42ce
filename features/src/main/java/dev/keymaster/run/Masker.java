package dev.keymaster.run;

import java.util.Arrays;
import java.util.Map;

/**
 * Lets a stream of bytes through and shows something else where a value stands, in whatever {@link
 * Forms form} and wherever the stream is cut into chunks. Holds back what may become a value and
 * nothing else, at most the longest form. Leftmost first, then longest. Not thread-safe.
 *
 * <p>What is held back because a prompt may end like a value begins is let go by {@link #quiet}, a
 * few bytes and no more; it is remembered all the same, and the rest of a value is hidden if it
 * comes after all.
 *
 * <p>The native front uses this class too: arrays and loops, nothing else, and no allocation once
 * it is made.
 */
public final class Masker {
  /** Takes what may be shown; the bytes are the caller's again afterwards. */
  public interface Sink {
    /** Shows bytes of an array. */
    void show(byte[] bytes, int start, int end);
  }

  /** How what is shown instead of a value is laid out. */
  public enum Layout {
    /** As it is given. */
    SHORT,

    /** As wide as the value, filled with stars: a program that places its output counts on it. */
    SAME_WIDTH
  }

  private static final int ROOM = 1 << 16;

  /** Most bytes of a value that are let go when nothing follows them for a while. */
  private static final int MOST_LET_GO = 4;

  private final Needles needles = new Needles();
  private final Layout layout;
  private final byte[] text;
  private final Mask mask = new Mask();

  /**
   * What was received and is neither shown nor hidden yet, or was let go: up to {@link #filled}.
   */
  private int filled;

  /** Up to here it was let go. */
  private int shown;

  private boolean settled;

  /**
   * Makes one.
   *
   * @param values by name; they stay the caller's
   * @param masks what is shown instead of each, by the same names, UTF-8
   */
  public Masker(Map<String, byte[]> values, Map<String, byte[]> masks, Layout layout) {
    this.layout = layout;
    values.forEach((name, value) -> {
      byte[] instead = masks.get(name);
      if (instead != null) {
        needles.add(value, instead);
      }
    });
    text = new byte[ROOM + needles.longest()];
  }

  /** Tells whether a value of so many bytes is looked for at all. */
  public static boolean hides(int length) {
    return length >= Forms.SHORTEST_VALUE;
  }

  /** Takes bytes of an array, which stays the caller's. */
  public void take(byte[] bytes, int start, int end, Sink sink) {
    if (needles.isEmpty()) {
      sink.show(bytes, start, end);
      return;
    }
    for (int at = start; at < end; ) {
      int count = Math.min(end - at, text.length - filled);
      System.arraycopy(bytes, at, text, filled, count);
      filled += count;
      at += count;
      settled = false;
      scan(false, sink);
    }
  }

  /** Tells whether anything is held back that {@link #quiet} may let go. */
  public boolean holds() {
    return shown < filled && !settled;
  }

  /** Nothing came for a while: lets a few bytes go that may be the end of a prompt. */
  public void quiet(Sink sink) {
    int most = Math.min(MOST_LET_GO, needles.shortest() / 4);
    int end = 0;
    for (int counted = 0; end < filled; end++) {
      counted += Needle.isSpace(text[end]) ? 0 : 1;
      if (counted > most) {
        break;
      }
    }
    show(end, sink);
    settled = true;
  }

  /** The stream has ended: shows what is left. */
  public void end(Sink sink) {
    scan(true, sink);
  }

  private void scan(boolean last, Sink sink) {
    int at = 0;
    while (at < filled) {
      at = needles.candidate(text, at, filled);
      int end = needles.match(text, at, filled, last);
      if (end == Needles.PARTIAL) {
        break;
      }
      if (end == Needles.NONE) {
        at++;
      } else {
        show(at, sink);
        hide(Math.max(at, shown), end, sink);
        at = end;
      }
    }
    show(at, sink);
    System.arraycopy(text, at, text, 0, filled - at);
    filled -= at;
    shown = Math.max(0, shown - at);
  }

  /** Shows up to there what was not shown. */
  private void show(int end, Sink sink) {
    if (end > shown) {
      sink.show(text, shown, end);
      shown = end;
    }
  }

  private void hide(int start, int end, Sink sink) {
    if (layout == Layout.SHORT) {
      sink.show(needles.shown(), 0, needles.shown().length);
    } else {
      mask.lay(needles.shown(), text, start, end);
      sink.show(text, start, start + mask.length());
    }
    shown = end;
  }

  /** Zeroes all that is known of the values; nothing can be taken any more. */
  public void wipe() {
    needles.wipe();
    Arrays.fill(text, (byte) 0);
  }
}
