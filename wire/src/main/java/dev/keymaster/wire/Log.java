package dev.keymaster.wire;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.PruneReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about the audit log. */
public interface Log {
  /** Returns the newest {@code limit} events, oldest of them first. */
  List<Event> newest(int limit);

  /** Returns the newest events that the filter wants, oldest of them first. */
  default List<Event> events(EventFilter filter) {
    List<Event> all =
        newest(EventFilter.MOST).stream().filter(event -> filter.matches(event)).toList();
    return all.subList(Math.max(0, all.size() - filter.limit()), all.size());
  }

  /**
   * As {@link #events}, names of keys and other subjects replaced by keyed hashes: alike where they
   * are alike, and of no use to somebody without the vault.
   */
  default List<Event> pseudonymous(EventFilter filter) {
    throw notHere();
  }

  /**
   * Checks the log against signed checkpoints, and if it is sound against a recovery code, where
   * one is wanted. Opens nothing; findings do not throw. NOT_FOUND if no key to check it with is
   * known, or the vault has no such code; LOCKED if nobody gives the right one.
   */
  default LogVerdict verify(LogQuestion question) {
    throw notHere();
  }

  /** Returns the key that checks this log, as text; needs no secret. */
  default String verifier() {
    throw notHere();
  }

  /** Returns the newest signed checkpoint, a note; needs no secret. */
  default String checkpoint() {
    throw notHere();
  }

  /**
   * Returns the proof that an event is in the log, or that the log began with the one of the first
   * events; needs no secret.
   *
   * @param number of the event
   * @param from how many events the earlier log had; null to prove the event
   */
  default String prove(long number, @Nullable Long from) {
    throw notHere();
  }

  /** Checks a proof; DAMAGED if it proves nothing. Returns what it proves, one line. */
  default String checkProof(String proof, @Nullable String key) {
    throw notHere();
  }

  /**
   * Erases events that are older than they have to be kept; their hashes stay. Recorded.
   *
   * @param days how long events are kept, not less than the minimum; null for the minimum
   * @param minimum the new minimum, which can only be raised; null to leave it
   */
  default PruneReport prune(@Nullable Integer days, @Nullable Integer minimum) {
    throw notHere();
  }

  private static KeymasterException notHere() {
    return new KeymasterException(
        KeymasterException.Code.FAILURE,
        "the agent does not do this yet",
        "KEYMASTER_AGENT=off keymaster audit …");
  }
}
