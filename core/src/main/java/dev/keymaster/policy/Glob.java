package dev.keymaster.policy;

import java.util.List;
import java.util.Locale;

/**
 * A pattern of a name: {@code *} stands for any characters, everything else for itself, whatever
 * its case.
 *
 * @param pattern in lower case
 */
public record Glob(String pattern) {
  /** Folds it. */
  public Glob {
    pattern = pattern.toLowerCase(Locale.ROOT);
  }

  /** Tells whether a name is one of those meant. */
  public boolean matches(String name) {
    return matchesFolded(name.toLowerCase(Locale.ROOT));
  }

  /** Linear but for the stars: the last one takes as little as it can. */
  private boolean matchesFolded(String name) {
    int n = 0;
    int p = 0;
    int star = -1;
    int taken = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        taken = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++taken;
      } else {
        return false;
      }
    }
    return onlyStars(p);
  }

  private boolean onlyStars(int from) {
    int p = from;
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  static boolean any(List<Glob> globs, String name) {
    for (Glob glob : globs) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
