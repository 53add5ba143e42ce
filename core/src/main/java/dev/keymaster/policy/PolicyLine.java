package dev.keymaster.policy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of a policy, cut into words, read from left to right. Not thread-safe. */
final class PolicyLine {
  private static final Set<String> ENDS =
      Set.of("in", "of", "key", "for", "unless", "to", "is", "each", "then", "every", "never");

  private final int number;
  private final String text;
  private final boolean indented;
  private final List<String> words = new ArrayList<>();
  private final String because;
  private int next;

  private PolicyLine(int number, String line) {
    this.number = number;
    this.indented = line.startsWith(" ") || line.startsWith("\t");
    int comment = line.indexOf('#');
    String said = (comment < 0 ? line : line.substring(0, comment)).strip();
    int quote = said.indexOf(" because ");
    this.because = quote < 0 ? "" : quoted(said.substring(quote + 9).strip());
    this.text = said;
    cut(quote < 0 ? said : said.substring(0, quote));
  }

  /** Reads a line; null if it says nothing. */
  static @Nullable PolicyLine of(int number, String line) {
    PolicyLine read = new PolicyLine(number, line);
    return read.text.isEmpty() ? null : read;
  }

  private String quoted(String said) {
    if (said.length() < 2 || !said.startsWith("\"") || said.indexOf('"', 1) != said.length() - 1) {
      throw wrong("the reason stands in \"…\" and ends the line");
    }
    return Printable.clean(said.substring(1, said.length() - 1));
  }

  private void cut(String said) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < said.length(); i++) {
      char c = said.charAt(i);
      if (c > ' ' && c != ',') {
        word.append(c);
        continue;
      }
      flush(word);
      if (c == ',') {
        words.add(",");
      }
    }
    flush(word);
  }

  private void flush(StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  int number() {
    return number;
  }

  /** The line without its comment. */
  String text() {
    return text;
  }

  boolean indented() {
    return indented;
  }

  /** The reason at its end; empty if there is none. */
  String because() {
    return because;
  }

  /** Takes the next word, whatever it is. */
  String word(String what) {
    if (next == words.size() || words.get(next).equals(",")) {
      throw wrong(what + " is missing");
    }
    return words.get(next++);
  }

  /** Takes that word if it comes next. */
  boolean take(String word) {
    boolean there = next < words.size() && words.get(next).equals(word);
    next += there ? 1 : 0;
    return there;
  }

  /** Takes one or more words with commas between them. */
  List<String> list(String what) {
    List<String> list = new ArrayList<>();
    if (next < words.size() && ENDS.contains(words.get(next)) && !followedByComma()) {
      throw wrong(what + " is missing");
    }
    do {
      list.add(word(what));
    } while (take(","));
    return list;
  }

  private boolean followedByComma() {
    return next + 1 < words.size() && words.get(next + 1).equals(",");
  }

  /** Refuses words that nobody took. */
  void end() {
    if (next < words.size()) {
      throw wrong(Printable.quote(words.get(next)) + " does not belong here");
    }
  }

  /** Makes the failure that names this line. */
  KeymasterException wrong(String why) {
    return KeymasterException.usage(
        "line " + number + " of the policy: " + why, "keymaster help policy edit");
  }
}
