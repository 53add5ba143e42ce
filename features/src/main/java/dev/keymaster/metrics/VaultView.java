package dev.keymaster.metrics;

import dev.keymaster.model.Event;
import dev.keymaster.model.KeySummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: what is counted of a vault. */
public interface VaultView {
  /** Tells when somebody last proved to be entitled to it; empty while it is locked. */
  Optional<Instant> unlockedAt();

  /** Lists all keys; asked only while it is open. */
  List<KeySummary> keys();

  /** Returns that many of the newest events, oldest first; asked only while it is open. */
  List<Event> newest(int limit);
}
