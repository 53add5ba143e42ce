package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import java.util.Locale;

/** What sort of caller it is; each is of exactly one kind. */
public enum CallerKind {
  /** At a terminal, with no coding agent in between. */
  PERSON,
  /** Without a terminal. */
  SCRIPT,
  /** Started by a coding agent, however far up. */
  AGENT,
  /** Another user, or a process that the system tells nothing about. */
  STRANGER;

  /**
   * Tells the kind.
   *
   * @param owner user id of whom the vault is
   */
  public static CallerKind of(Caller caller, long owner) {
    if (caller.uid() != owner || caller.origin().chain().isEmpty()) {
      return STRANGER;
    }
    if (!caller.origin().agent().isEmpty()) {
      return AGENT;
    }
    return caller.origin().session().attended() ? PERSON : SCRIPT;
  }

  /** Returns the word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
