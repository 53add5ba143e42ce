package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Origin;
import dev.keymaster.model.Printable;
import dev.keymaster.model.TerminalSession;
import org.jspecify.annotations.Nullable;

/** Callers that do not ask, but are asked about. */
public final class ExampleCaller {
  private static final TerminalSession TERMINAL = new TerminalSession(1, 1, "pts/0");

  private ExampleCaller() {}

  /**
   * Makes a caller of a word of the grammar.
   *
   * @param word such as {@code agent:codex}; null for {@code self}
   * @param owner user id of whom the vault is
   * @throws KeymasterException USAGE if it names no one
   */
  public static Caller of(@Nullable String word, Caller self, long owner) {
    if (word == null) {
      return self;
    }
    CallerPattern pattern = CallerPattern.of(word);
    return switch (pattern) {
      case CallerPattern.Kind kind -> of(kind.wanted(), owner);
      case CallerPattern.Anyone _ -> of(CallerKind.SCRIPT, owner);
      case CallerPattern.Agent agent -> caller(owner, "sh", agent.name().pattern(), TERMINAL);
      case CallerPattern.Program program ->
          caller(owner, program.name().pattern(), "", TerminalSession.NONE);
      case CallerPattern.ProgramFile program ->
          caller(owner, program.path(), "", TerminalSession.NONE);
      case CallerPattern.User user -> caller(user.uid(), "sh", "", TERMINAL);
      case null ->
          throw KeymasterException.usage(
              "no caller is called " + Printable.quote(word),
              "person, script, agent, agent:NAME, program:NAME, uid:NUMBER or stranger");
    };
  }

  private static Caller of(CallerKind kind, long owner) {
    return switch (kind) {
      case PERSON -> caller(owner, "bash", "", TERMINAL);
      case SCRIPT -> caller(owner, "sh", "", TerminalSession.NONE);
      case AGENT -> caller(owner, "sh", "any", TERMINAL);
      case STRANGER -> new Caller(owner, 0, "", Origin.UNKNOWN);
    };
  }

  private static Caller caller(long uid, String name, String agent, TerminalSession session) {
    Origin origin = new Origin(Origin.of(1, name).chain(), agent, session, "");
    return new Caller(uid, 1, name, origin);
  }
}
