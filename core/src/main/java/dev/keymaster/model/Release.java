package dev.keymaster.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a value leaves: {@link EventKind#REVEAL} to a caller, {@link EventKind#DELIVER} into a child
 * process, {@link EventKind#VERIFY} to its own provider, or {@link EventKind#EXPORT} into a file
 * for another program or vault.
 *
 * @param kind REVEAL, DELIVER, VERIFY or EXPORT
 * @param detail one line for the record, such as the child's program name; may be empty
 */
public record Release(EventKind kind, String detail) {
  private static final Set<EventKind> LEAVING =
      EnumSet.of(EventKind.REVEAL, EventKind.DELIVER, EventKind.VERIFY, EventKind.EXPORT);

  /** Refuses other kinds. */
  public Release {
    if (!LEAVING.contains(kind)) {
      throw new BugException("not a release: " + kind);
    }
  }
}
