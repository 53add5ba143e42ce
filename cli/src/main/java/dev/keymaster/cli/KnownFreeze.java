package dev.keymaster.cli;

import dev.keymaster.model.Freeze;
import dev.keymaster.wire.AgentStatus;
import java.util.Optional;

/** The freeze, as far as it can be told without opening anything: an agent holds the vault open. */
final class KnownFreeze {
  private KnownFreeze() {}

  /** Returns it; empty if nothing is frozen, or nobody can tell. */
  static Optional<Freeze> of(Session session) {
    boolean open =
        session.world().agent().unused().isEmpty()
            && session.world().agent().status().map(AgentStatus::unlocked).isPresent();
    return open ? session.engine().emergency().freeze() : Optional.empty();
  }

  /** Returns what there is to say about it. */
  static String shown(Freeze freeze) {
    return freeze.shown() + " are frozen since " + Ages.second(freeze.since());
  }
}
