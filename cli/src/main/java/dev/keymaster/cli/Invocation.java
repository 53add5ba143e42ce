package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments cut into a verb and what belongs to it.
 *
 * @param entry the verb
 * @param arguments all others, in their order
 */
record Invocation(Verbs.Entry entry, List<String> arguments) {
  private static final int LONGEST_VERB = 3;

  /** Verbs that are the first word of others and take something by themselves. */
  private static final Set<String> WITH_OPERANDS = Set.of("scan");

  /** Finds the verb; options before it are taken to belong to it. */
  static Invocation of(List<String> arguments) {
    int start = firstWord(arguments);
    List<String> words = words(arguments.subList(start, arguments.size()));
    for (int count = words.size(); count > 0; count--) {
      String name = String.join(" ", words.subList(0, count));
      Optional<Verbs.Entry> entry = Verbs.find(name);
      boolean whole = count == words.size() || WITH_OPERANDS.contains(name);
      if (entry.isPresent() && (whole || Verbs.under(name).isEmpty())) {
        return new Invocation(entry.get(), without(arguments, start, count));
      }
    }
    throw unknown(words);
  }

  /** Tells whether that is the first word, whatever else is wrong with the arguments. */
  static boolean names(List<String> arguments, String verb) {
    int start = firstWord(arguments);
    return start < arguments.size() && arguments.get(start).equals(verb);
  }

  private static List<String> without(List<String> arguments, int start, int count) {
    List<String> rest = new ArrayList<>(arguments.subList(0, start));
    rest.addAll(arguments.subList(start + count, arguments.size()));
    return rest;
  }

  /** Skips leading options, and the values of those that have one. */
  private static int firstWord(List<String> arguments) {
    int i = 0;
    while (i < arguments.size() && arguments.get(i).startsWith("-")) {
      i += Globals.OPTIONS.contains(arguments.get(i)) ? 2 : 1;
    }
    return Math.min(i, arguments.size());
  }

  private static List<String> words(List<String> arguments) {
    return arguments.stream().limit(LONGEST_VERB).takeWhile(word -> !word.startsWith("-")).toList();
  }

  private static KeymasterException unknown(List<String> words) {
    if (words.isEmpty()) {
      return KeymasterException.usage("which command?", "keymaster --help");
    }
    String group = words.getFirst();
    List<Verbs.Entry> under = Verbs.under(group);
    if (under.isEmpty()) {
      return unknown(group, Verbs.ALL.stream().flatMap(Verbs.Entry::names).toList());
    }
    String typed = String.join(" ", words);
    List<String> names = under.stream().flatMap(Verbs.Entry::names).toList();
    return words.size() == 1
        ? KeymasterException.usage(
            group + " needs a command after it", "one of: " + String.join(", ", names))
        : unknown(typed, names);
  }

  private static KeymasterException unknown(String typed, List<String> names) {
    String guess = Closest.ask(typed, names);
    return KeymasterException.usage(
        "no such command: " + Printable.quote(typed),
        guess.isEmpty() ? "keymaster --help lists them all" : guess);
  }
}
