package dev.keymaster.model;

/**
 * A session in the sense of POSIX: what one log-in on one terminal started.
 *
 * @param leader process id of its leader; 0 if unknown
 * @param started when the leader started, in a unit of the system's
 * @param terminal its controlling terminal, such as {@code pts/3}; empty if there is none
 */
public record TerminalSession(long leader, long started, String terminal) {
  /** Where the system does not tell. */
  public static final TerminalSession NONE = new TerminalSession(0, 0, "");

  /** Returns whether there is a terminal, and so perhaps a person. */
  public boolean attended() {
    return !terminal.isEmpty();
  }
}
