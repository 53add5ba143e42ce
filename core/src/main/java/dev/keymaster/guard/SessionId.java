package dev.keymaster.guard;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import dev.keymaster.model.TerminalSession;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

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

  // What the JDK makes of a record for these is put together at run time, 20 ms in each process.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionId that
        && uid == that.uid
        && leader == that.leader
        && started == that.started
        && terminal.equals(that.terminal)
        && agent.equals(that.agent);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * uid + leader) ^ terminal.hashCode() ^ agent.hashCode();
  }

  /** Returns 8 hex characters that stand for it. */
  String shown() {
    byte[] hash = MerkleFrontier.sha256().digest(encode(new Fields()).encoded());
    return HexFormat.of().formatHex(hash, 0, 4);
  }

  Fields encode(Fields fields) {
    return fields.u64(1, uid).u64(2, leader).u64(3, started).text(4, terminal).text(5, agent);
  }

  static SessionId decode(FieldReader in) {
    return new SessionId(in.u64(1), in.u64(2), in.u64(3), in.text(4), in.text(5));
  }
}
