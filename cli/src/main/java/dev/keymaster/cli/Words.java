package dev.keymaster.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short parser of the hot paths: takes what it knows out of the arguments.
 *
 * <p>It understands only well-formed words. A word that it does not know, an option given twice or
 * one without its value makes the whole {@link #unclear}; the caller then goes the long way, where
 * help and error messages come from.
 */
final class Words {
  private final List<String> words;
  private final List<String> child;
  private boolean unclear;

  /** Takes the arguments after the verb; those after a {@code --} are kept apart. */
  Words(List<String> arguments) {
    int end = arguments.indexOf("--");
    words = new ArrayList<>(end < 0 ? arguments : arguments.subList(0, end));
    child = end < 0 ? List.of() : List.copyOf(arguments.subList(end + 1, arguments.size()));
  }

  /** Takes a flag; false if it is not there. */
  boolean flag(String name) {
    boolean found = words.remove(name);
    unclear |= words.contains(name);
    return found;
  }

  /** Takes an option and its value, as {@code --name value} or {@code --name=value}. */
  @Nullable String option(String name) {
    String value = null;
    for (int i = 0; i < words.size(); ) {
      String next = valueAt(i, name);
      unclear |= next != null && value != null;
      value = next == null ? value : next;
      i += next == null ? 1 : 0;
    }
    return value;
  }

  private @Nullable String valueAt(int i, String name) {
    String word = words.get(i);
    if (word.startsWith(name + "=")) {
      words.remove(i);
      return word.substring(name.length() + 1);
    }
    if (!word.equals(name) || i + 1 == words.size() || words.get(i + 1).startsWith("-")) {
      return null;
    }
    words.remove(i);
    return words.remove(i);
  }

  /** Tells whether anything is left over that was not understood, seen after all was taken. */
  boolean unclear() {
    return unclear || words.stream().anyMatch(word -> word.startsWith("-"));
  }

  /** Returns the words that are no options. */
  List<String> plain() {
    return words;
  }

  /** Returns what follows {@code --}. */
  List<String> child() {
    return child;
  }
}
