package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import dev.keymaster.model.TerminalSession;

/**
 * What a proof holds for: one log-in of one user on one terminal, and within it a coding agent
 * apart from its person. A caller whose session the system does not tell stands for himself alone.
 *
 * @param uid the user
 * @param leader process id of the session's leader
 * @param started when that started
 * @param terminal its terminal; empty if none
 * @param agent the coding agent; empty if none
 */
record SessionId(long uid, long leader, long started, String terminal, String agent) {
  static SessionId of(Caller caller) {
    Origin origin = caller.origin();
    TerminalSession session = origin.session();
    if (session.leader() != 0) {
      return new SessionId(
          caller.uid(), session.leader(), session.started(), session.terminal(), origin.agent());
    }
    long started = origin.chain().isEmpty() ? 0 : origin.chain().getFirst().started();
    return new SessionId(caller.uid(), caller.pid(), started, "", origin.agent());
  }
}
