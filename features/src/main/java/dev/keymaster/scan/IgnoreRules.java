package dev.keymaster.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The lines of one {@code .gitignore}, as git's manual has them. Immutable and thread-safe. */
final class IgnoreRules {
  /** What a file says about a path. */
  enum Verdict {
    IGNORED,
    WANTED,
    /** Nothing: another file may. */
    SILENT
  }

  /**
   * One line.
   *
   * @param anchored if it is about paths from the file's folder on, not about names anywhere below
   */
  private record Rule(String pattern, boolean wanted, boolean folder, boolean anchored) {}

  static final IgnoreRules NONE = new IgnoreRules(List.of());

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = rules;
  }

  static IgnoreRules of(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines) {
      String text = stripped(line);
      if (!text.isEmpty() && text.charAt(0) != '#') {
        rules.add(rule(text));
      }
    }
    return rules.isEmpty() ? NONE : new IgnoreRules(List.copyOf(rules));
  }

  /** Spaces at the end count only behind a backslash. */
  private static String stripped(String line) {
    int end = line.length();
    while (end > 0
        && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\r')
        && (end < 2 || line.charAt(end - 2) != '\\')) {
      end--;
    }
    return line.substring(0, end);
  }

  private static Rule rule(String text) {
    boolean wanted = text.charAt(0) == '!';
    String pattern = wanted ? text.substring(1) : text;
    boolean folder = pattern.endsWith("/");
    String body = folder ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anchored = body.indexOf('/') >= 0;
    return new Rule(body.startsWith("/") ? body.substring(1) : body, wanted, folder, anchored);
  }

  /**
   * Tells what the last line that fits says.
   *
   * @param path from the folder of the file on, with slashes
   */
  Verdict says(String path, boolean isFolder) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      boolean fits = isFolder || !rule.folder;
      if (fits && matches(rule.pattern, rule.anchored ? path : name)) {
        return rule.wanted ? Verdict.WANTED : Verdict.IGNORED;
      }
    }
    return Verdict.SILENT;
  }

  private static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0, new BitSet());
  }

  private static boolean matches(String pattern, int p, String text, int t, BitSet tried) {
    int at = p;
    int in = t;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '*') {
        return star(pattern, at, text, in, tried);
      }
      if (in == text.length()) {
        return false;
      }
      char next = text.charAt(in);
      if (c == '[') {
        int close = CharacterClass.end(pattern, at);
        if (close < 0 || next == '/' || !CharacterClass.has(pattern, at, close, next)) {
          return false;
        }
        at = close + 1;
      } else {
        at += c == '\\' && at + 1 < pattern.length() ? 1 : 0;
        if (c == '?' ? next == '/' : pattern.charAt(at) != next) {
          return false;
        }
        at++;
      }
      in++;
    }
    return in == text.length();
  }

  /**
   * Two stars go across slashes, if slashes or the ends of the pattern are around them.
   *
   * @param tried stars and places that were tried in vain: each is tried once, however many stars
   */
  private static boolean star(String pattern, int at, String text, int in, BitSet tried) {
    int attempt = at * (text.length() + 1) + in;
    if (tried.get(attempt)) {
      return false;
    }
    tried.set(attempt);
    int after = at;
    while (after < pattern.length() && pattern.charAt(after) == '*') {
      after++;
    }
    boolean free =
        after - at == 2
            && (at == 0 || pattern.charAt(at - 1) == '/')
            && (after == pattern.length() || pattern.charAt(after) == '/');
    if (free && after < pattern.length() && matches(pattern, after + 1, text, in, tried)) {
      return true; // between the slashes there may be nothing
    }
    for (int end = in; end <= text.length(); end++) {
      if (matches(pattern, after, text, end, tried)) {
        return true;
      }
      if (end < text.length() && text.charAt(end) == '/' && !free) {
        return false;
      }
    }
    return false;
  }

  /** Sets of characters: {@code [a-z]}, {@code [!0-9]}. */
  private static final class CharacterClass {
    static int end(String pattern, int open) {
      int first = open + 1;
      if (first < pattern.length() && "!^".indexOf(pattern.charAt(first)) >= 0) {
        first++;
      }
      return pattern.indexOf(']', first + 1);
    }

    static boolean has(String pattern, int open, int close, char c) {
      boolean not = "!^".indexOf(pattern.charAt(open + 1)) >= 0;
      boolean in = false;
      for (int i = open + (not ? 2 : 1); i < close; i++) {
        char low = pattern.charAt(i);
        char high = low;
        if (i + 2 < close && pattern.charAt(i + 1) == '-') {
          high = pattern.charAt(i + 2);
          i += 2;
        }
        in |= c >= low && c <= high;
      }
      return in != not;
    }
  }
}
