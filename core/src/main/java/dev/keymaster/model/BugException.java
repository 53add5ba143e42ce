package dev.keymaster.model;

/** Our own mistake: a state that the code rules out. Never thrown for bad input or a bad world. */
public final class BugException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Makes a bug report; the message says which invariant broke. */
  public BugException(String message) {
    super(message);
  }

  /** Makes a bug report for an exception that cannot happen. */
  public BugException(String message, Throwable cause) {
    super(message, cause);
  }
}
