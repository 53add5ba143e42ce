package dev.keymaster.wire;

import dev.keymaster.model.Event;
import java.util.List;

/** Requests about the audit log. */
public interface Log {
  /** Returns the newest {@code limit} events, oldest of them first. */
  List<Event> newest(int limit);
}
