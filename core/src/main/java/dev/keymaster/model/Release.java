package dev.keymaster.model;

/**
 * How a value leaves: {@link EventKind#REVEAL} to a caller, or {@link EventKind#DELIVER} into a
 * child process.
 *
 * @param kind REVEAL or DELIVER
 * @param detail one line for the record, such as the child's program name; may be empty
 */
public record Release(EventKind kind, String detail) {
  /** Refuses other kinds. */
  public Release {
    if (kind != EventKind.REVEAL && kind != EventKind.DELIVER) {
      throw new BugException("not a release: " + kind);
    }
  }
}
