package dev.keymaster.front;

import dev.keymaster.model.Latin1;
import dev.keymaster.run.PersonEnvironment;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.NamedBytes;
import java.util.List;
import java.util.Set;

/** What the agent is told of a command. */
final class Request {
  /** Variables that some verb looks at, beside those with a prefix of {@link #PREFIXES}. */
  private static final Set<String> NAMES =
      Set.of("HOME", "USER", "LOGNAME", "LANG", "TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "CI");

  private static final List<String> PREFIXES = List.of("KEYMASTER_", "XDG_", "LC_");

  /** A variable that holds such a reference asks for a key. */
  private static final String REFERENCE = "km://";

  private Request() {}

  /** Returns the pairs of {@link CommandRequest}. */
  static byte[] of(Machine machine) {
    NamedBytes.Writer pairs = new NamedBytes.Writer();
    put(pairs, CommandRequest.BUILD, machine.build());
    for (String word : toldOf(machine.words())) {
      put(pairs, CommandRequest.ARGUMENT, word);
    }
    put(pairs, CommandRequest.DIRECTORY, machine.directory());
    machine
        .environment()
        .forEach((name, value) -> {
          if (matters(name, value)) {
            put(pairs, CommandRequest.VARIABLE, name + "=" + value);
          }
        });
    terminals(pairs, machine);
    return pairs.bytes();
  }

  private static void terminals(NamedBytes.Writer pairs, Machine machine) {
    StringBuilder terminals = new StringBuilder();
    for (int descriptor = 0; descriptor < 3; descriptor++) {
      if (machine.terminal(descriptor)) {
        terminals.append(descriptor);
      }
    }
    put(pairs, CommandRequest.TERMINALS, terminals.toString());
    int columns = terminals.indexOf("1") < 0 ? 0 : machine.columns();
    if (columns > 0 && machine.environment().getOrDefault("COLUMNS", "").isEmpty()) {
      put(pairs, CommandRequest.VARIABLE, "COLUMNS=" + columns);
    }
  }

  /** What follows the name of a program is the program's own business. */
  private static List<String> toldOf(List<String> words) {
    int child = words.indexOf("--") + 2;
    return child < 2 || child > words.size() ? words : words.subList(0, child);
  }

  private static boolean matters(String name, String value) {
    if (PersonEnvironment.isSecret(name) || PersonEnvironment.isOfTheLauncher(name)) {
      return false;
    }
    boolean matters = NAMES.contains(name) || value.startsWith(REFERENCE);
    for (String prefix : PREFIXES) {
      matters |= name.startsWith(prefix);
    }
    return matters;
  }

  private static void put(NamedBytes.Writer pairs, String name, String text) {
    pairs.add(name, Latin1.bytes(text));
  }
}
