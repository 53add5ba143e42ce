package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import dev.keymaster.model.TerminalSession;

/**
 * The caller as the log keeps him: beside user, process and program the coding agent, as in {@code
 * sh (claude-code)}. A program that has such a name itself is taken for an agent, which only ever
 * takes from what it may.
 */
final class RecordedCaller {
  private static final int LONGEST = 64;

  private RecordedCaller() {}

  static Caller of(Caller caller) {
    String agent = caller.origin().agent();
    String end = agent.isEmpty() ? "" : " (" + agent + ")";
    int room = Math.max(0, LONGEST - end.length());
    String program = caller.program();
    String cut = program.length() <= room ? program : program.substring(0, room);
    return new Caller(caller.uid(), caller.pid(), cut + end, caller.origin());
  }

  static Caller read(Caller recorded) {
    String program = recorded.program();
    int open = program.endsWith(")") ? program.lastIndexOf(" (") : -1;
    if (open < 0) {
      return recorded;
    }
    String agent = program.substring(open + 2, program.length() - 1);
    String plain = program.substring(0, open);
    Origin origin =
        new Origin(Origin.of(recorded.pid(), plain).chain(), agent, TerminalSession.NONE, "");
    return new Caller(recorded.uid(), recorded.pid(), plain, origin);
  }
}
