package dev.keymaster.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Did you mean? */
final class Closest {
  private static final int LONGEST = 64;

  private Closest() {}

  /** Returns the candidate that a typo could have been made of: at most a third of it wrong. */
  static Optional<String> to(String typed, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> near(typed, candidate))
        .min(Comparator.comparingInt(c -> distance(typed, c)));
  }

  /** Returns {@code , did you mean X?} or nothing. */
  static String ask(String typed, Collection<String> candidates) {
    return to(typed, candidates).map(best -> "did you mean " + best + "?").orElse("");
  }

  private static boolean near(String typed, String candidate) {
    if (typed.length() > LONGEST) {
      return false;
    }
    String a = typed.toLowerCase(Locale.ROOT);
    String b = candidate.toLowerCase(Locale.ROOT);
    int longer = Math.max(a.length(), b.length());
    return (a.length() > 2 && b.startsWith(a)) || distance(a, b) <= Math.max(1, longer / 3);
  }

  /** Edits and swaps of neighbours (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
