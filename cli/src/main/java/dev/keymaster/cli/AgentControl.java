package dev.keymaster.cli;

import dev.keymaster.model.Slot;
import dev.keymaster.wire.AgentStatus;
import java.util.Optional;

/** The resident process that holds this vault, as far as there is one. */
public interface AgentControl {
  /**
   * Tells why commands do without one, such as {@code KEYMASTER_AGENT=off}; empty if they do not.
   */
  String unused();

  /** Asks a living one; empty if none lives. */
  Optional<AgentStatus> status();

  /**
   * Returns a living one, started if need be.
   *
   * @throws dev.keymaster.model.KeymasterException USAGE if commands do without one, FAILURE if it
   *     does not start
   */
  AgentStatus start();

  /** Ends it and returns when its process is gone; false if none lives. */
  boolean stop();

  /** Opens the vault in it, or proves a slot's secret anew. */
  Slot unlock(Unlocking person);

  /**
   * Is one: serves until it is told to lock or its time is over.
   *
   * @param detach leaves the terminal once it serves
   * @param takeOver reads from standard input what an older one hands over
   */
  void serve(boolean detach, boolean takeOver);
}
