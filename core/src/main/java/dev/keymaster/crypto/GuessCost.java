package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How many bits the cheapest way takes to spell a passphrase from common passwords, keyboard rows,
 * sequences, what stood just before, and single characters. Low on purpose: it is there to catch
 * what is certainly bad. Many letters in a row are language until something shows otherwise: after
 * the first ones each is worth about a bit (C. E. Shannon, Prediction and Entropy of Printed
 * English, 1951).
 *
 * <p>Works on bytes throughout: no part of a passphrase becomes a {@code String}.
 */
final class GuessCost {
  /** Below this a passphrase is refused: about as much as twelve random digits. */
  static final int LEAST = 36;

  private static final int WORD = 12; // log2 of the number of common passwords
  private static final int DISGUISE = 2; // 0 for o, @ for a, and so on
  private static final int RUN = 8;
  private static final int REPEATED = 6;
  private static final int SHORTEST_RUN = 3;
  private static final int SHORTEST_COPY = 4;
  private static final int FURTHEST_COPY = 32;
  private static final int LONGEST_COPY = 64;
  private static final int DIGIT = 3;
  private static final int MARK = 6;
  private static final int LETTER = 5;
  private static final int LETTER_OF_LANGUAGE = 1;
  private static final int DRAWN_LETTERS = 10; // of one stretch, before it is language
  private static final int SHORTEST_WORD = 4;

  /** Sequences and keyboard rows; each also counts backwards. */
  private static final byte[][] ROWS =
      rows(
          "abcdefghijklmnopqrstuvwxyz",
          "01234567890",
          "qwertyuiop",
          "qwertzuiop",
          "azertyuiop",
          "asdfghjkl",
          "zxcvbnm");

  private GuessCost() {}

  static int bits(byte[] utf8) {
    byte[] text = lowerCase(utf8);
    int period = period(text);
    byte[] once = Arrays.copyOf(text, period);
    byte[] undisguised = undisguised(once);
    int bits =
        cheapest(once, undisguised, singles(utf8, period)) + (period < text.length ? REPEATED : 0);
    Arrays.fill(text, (byte) 0);
    Arrays.fill(once, (byte) 0);
    Arrays.fill(undisguised, (byte) 0);
    return bits;
  }

  /** Shortest path over the text: the cost at i is the cheapest spelling of the first i bytes. */
  private static int cheapest(byte[] text, byte[] undisguised, int[] single) {
    int[] cost = new int[text.length + 1];
    Arrays.fill(cost, 1, cost.length, Integer.MAX_VALUE);
    for (int at = 0; at < text.length; at++) {
      lower(cost, at + 1, cost[at] + single[at]);
      for (int end = at + SHORTEST_RUN; end <= at + run(text, at); end++) {
        lower(cost, end, cost[at] + RUN);
      }
      for (int end = at + SHORTEST_COPY; end <= at + copied(text, at); end++) {
        lower(cost, end, cost[at] + RUN);
      }
      int furthest = Math.min(text.length, at + Common.LONGEST);
      for (int end = at + SHORTEST_WORD; end <= furthest; end++) {
        if (Common.contains(text, at, end)) {
          lower(cost, end, cost[at] + WORD);
        } else if (Common.contains(undisguised, at, end)) {
          lower(cost, end, cost[at] + WORD + DISGUISE);
        }
      }
    }
    return cost[text.length];
  }

  private static void lower(int[] cost, int at, int candidate) {
    cost[at] = Math.min(cost[at], candidate);
  }

  /** Returns what each character costs by itself. */
  private static int[] singles(byte[] utf8, int length) {
    int[] costs = new int[length];
    int stretch = 0;
    for (int at = 0; at < length; at++) {
      stretch = stretch(utf8, at, stretch);
      costs[at] = stretch > 0 ? letter(stretch) : other(utf8[at]);
    }
    return costs;
  }

  private static int letter(int stretch) {
    return stretch > DRAWN_LETTERS ? LETTER_OF_LANGUAGE : LETTER;
  }

  private static int other(byte b) {
    return b >= '0' && b <= '9' ? DIGIT : MARK;
  }

  /** Returns how many letters in a row end there, given how many do just before; 0 for none. */
  private static int stretch(byte[] text, int at, int before) {
    if (!isLetter(text[at])) {
      return 0;
    }
    return before > 0 && goesOn(text, at, before) ? before + 1 : 1;
  }

  /** Letters of one case are a stretch, and those after a capital; what is drawn changes often. */
  private static boolean goesOn(byte[] text, int at, int stretch) {
    boolean capital = text[at] <= 'Z';
    boolean before = text[at - 1] <= 'Z';
    return capital == before || (before && stretch == 1);
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  /** Returns how far what stood a little before stands there again. */
  private static int copied(byte[] text, int at) {
    int longest = 0;
    for (int back = 1; back <= Math.min(at, FURTHEST_COPY); back++) {
      int length = 0;
      while (length < LONGEST_COPY
          && at + length < text.length
          && text[at + length] == text[at + length - back]) {
        length++;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Returns how far a row, or one repeated character, goes on from there. */
  private static int run(byte[] text, int at) {
    int longest = 1;
    while (at + longest < text.length && text[at + longest] == text[at]) {
      longest++;
    }
    for (byte[] row : ROWS) {
      int start = 0;
      while (start < row.length && row[start] != text[at]) {
        start++;
      }
      int length = 0;
      while (start + length < row.length
          && at + length < text.length
          && row[start + length] == text[at + length]) {
        length++;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** Returns the length of the shortest unit of which the text is a repetition, cut anywhere. */
  private static int period(byte[] text) {
    int[] border = new int[text.length + 1];
    int length = 0;
    for (int at = 1; at < text.length; at++) {
      while (length > 0 && text[at] != text[length]) {
        length = border[length];
      }
      if (text[at] == text[length]) {
        length++;
      }
      border[at + 1] = length;
    }
    int period = text.length - border[text.length];
    Arrays.fill(border, 0);
    return period <= text.length / 2 ? period : text.length;
  }

  private static byte[] lowerCase(byte[] utf8) {
    byte[] lower = utf8.clone();
    for (int i = 0; i < lower.length; i++) {
      if (lower[i] >= 'A' && lower[i] <= 'Z') {
        lower[i] = (byte) (lower[i] + 32);
      }
    }
    return lower;
  }

  private static byte[] undisguised(byte[] text) {
    byte[] plain = text.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] =
          switch (plain[i]) {
            case '0' -> 'o';
            case '1', '!' -> 'i';
            case '3' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7' -> 't';
            default -> plain[i];
          };
    }
    return plain;
  }

  private static byte[][] rows(String... rows) {
    byte[][] both = new byte[rows.length * 2][];
    for (int i = 0; i < rows.length; i++) {
      both[2 * i] = rows[i].getBytes(StandardCharsets.US_ASCII);
      both[2 * i + 1] =
          new StringBuilder(rows[i]).reverse().toString().getBytes(StandardCharsets.US_ASCII);
    }
    return both;
  }

  /** The list, sorted by bytes; loaded when the first passphrase is chosen, never to unlock. */
  static final class Common {
    static final int LONGEST = 24;

    private static final byte[][] WORDS = load();

    private Common() {}

    static boolean contains(byte[] text, int from, int to) {
      int low = 0;
      int high = WORDS.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        byte[] word = WORDS[middle];
        int order = Arrays.compareUnsigned(word, 0, word.length, text, from, to);
        if (order == 0) {
          return true;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return false;
    }

    static int size() {
      return WORDS.length;
    }

    private static byte[][] load() {
      try (InputStream in = GuessCost.class.getResourceAsStream("common-passwords.txt")) {
        if (in == null) {
          throw new BugException("common-passwords.txt is missing");
        }
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .map(word -> word.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
      } catch (IOException e) {
        throw new BugException("common-passwords.txt is unreadable", e);
      }
    }
  }
}
