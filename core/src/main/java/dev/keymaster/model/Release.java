package dev.keymaster.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a value leaves: {@link EventKind#REVEAL} to a caller, {@link EventKind#DELIVER} into a child
 * process, or {@link EventKind#VERIFY} to its own provider.
 *
 * @param kind REVEAL, DELIVER or VERIFY
 * @param detail one line for the record, such as the child's program name; may be empty
 */
public record Release(EventKind kind, String detail) {
  private static final Set<EventKind> LEAVING =
      EnumSet.of(EventKind.REVEAL, EventKind.DELIVER, EventKind.VERIFY);

  /** Refuses other kinds. */
  public Release {
    if (!LEAVING.contains(kind)) {
      throw new BugException("not a release: " + kind);
    }
  }
}
