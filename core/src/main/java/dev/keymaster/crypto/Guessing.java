package dev.keymaster.crypto;

import java.util.Arrays;

/**
 * Whether a run could be found by guessing: then nothing about it may be kept where a thief could
 * test guesses. Says yes when in doubt.
 */
public final class Guessing {
  /** Bits that guessing has to cost. */
  private static final int LEAST_BITS = 80;

  /** What is easier than that was put down by a person, to show what a key looks like. */
  private static final int PLACEHOLDER_BITS = 40;

  /** What of a run is looked at; more than enough for those bits. */
  private static final int LOOKED_AT = 96;

  private static final int LONGEST_WORD = 10;
  private static final int MOST_WORDS = 3;

  /** One change in so many characters at least. */
  private static final int LEAST_CHANGES = 7;

  private static final int MARK = 0;
  private static final int DIGIT = 1;
  private static final int CAPITAL = 2;
  private static final int SMALL = 3;

  private Guessing() {}

  /** Tells whether finding this run by guesses takes more than anybody can do. */
  static boolean isHopeless(byte[] text, int from, int to) {
    return mayBeHopeless(text, from, to) && bits(text, afterKind(text, from, to), to) >= LEAST_BITS;
  }

  /** Says quickly of most runs of usual texts that {@link FingerprintKey} has no tag for them. */
  public static boolean mayBeHopeless(byte[] text, int from, int to) {
    return to - from >= FingerprintKey.SHORTEST_RUN
        && looksDrawn(text, afterKind(text, from, to), to);
  }

  /** Tells whether what follows the first words of a run is made up, as in examples. */
  public static boolean isPlaceholder(byte[] text, int from, int to) {
    int start = afterKind(text, from, to);
    return !looksDrawn(text, start, to) || bits(text, start, to) < PLACEHOLDER_BITS;
  }

  private static int bits(byte[] text, int from, int to) {
    byte[] looked = Arrays.copyOfRange(text, from, Math.min(to, from + LOOKED_AT));
    try {
      return GuessCost.bits(looked);
    } finally {
      Arrays.fill(looked, (byte) 0);
    }
  }

  /** Skips what names the kind of key: {@code sk-ant-api03-}. */
  private static int afterKind(byte[] text, int from, int to) {
    int start = from;
    for (int words = 0; words < MOST_WORDS; words++) {
      int at = start;
      while (at < to && at - start <= LONGEST_WORD && isLetter(text[at])) {
        at++;
      }
      boolean named = at > start;
      while (at < to && at - start <= LONGEST_WORD && isDigit(text[at])) {
        at++;
      }
      if (!named || at == to || "-_.".indexOf(text[at]) < 0) {
        break;
      }
      start = at + 1;
    }
    return start;
  }

  /**
   * What people make up has long stretches of one class; what is drawn changes often. A capital
   * that begins a word is no change.
   */
  private static boolean looksDrawn(byte[] text, int from, int to) {
    int changes = 0;
    int counted = 0;
    int last = MARK;
    int end = Math.min(to, from + LOOKED_AT);
    for (int i = from; i < end; i++) {
      int next = classOf(text[i]);
      boolean word = last == CAPITAL && next == SMALL;
      changes += last == MARK || next == MARK || next == last || word ? 0 : 1;
      counted += next == MARK ? 0 : 1;
      last = next;
    }
    return counted > 0 && changes * LEAST_CHANGES >= counted - 1;
  }

  private static int classOf(byte b) {
    if (isDigit(b)) {
      return DIGIT;
    }
    if (!isLetter(b)) {
      return MARK;
    }
    return b <= 'Z' ? CAPITAL : SMALL;
  }

  private static boolean isLetter(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
