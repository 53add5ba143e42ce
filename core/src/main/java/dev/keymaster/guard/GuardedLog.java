package dev.keymaster.guard;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.PruneReport;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import dev.keymaster.vault.Vault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of an open vault behind the guard: reading it, and erasing what is old enough. */
public final class GuardedLog {
  /** The fewest days that any event is kept. */
  static final int LEAST_DAYS = 90;

  private static final int MOST_DAYS = 36_500;
  private static final String DOCUMENT = "log-retention";

  private final Vault vault;
  private final Asking asking;

  GuardedLog(Vault vault, Asking asking) {
    this.vault = vault;
    this.asking = asking;
  }

  /** Records that a place where checkpoints are kept did not take one. */
  public void anchorFailed(String place, String why) {
    vault.commit(commit -> {
      asking.record(commit, EventKind.ANCHOR, place, why);
      return place;
    });
  }

  /** Returns the newest events that the filter wants, oldest of them first. */
  public List<Event> events(EventFilter filter) {
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(reading -> chosen(reading, filter));
  }

  /** As {@link #events}, subjects replaced by keyed hashes. */
  public List<Event> pseudonymous(EventFilter filter) {
    asking.demand(asking.about(Operation.AUDIT));
    return vault.read(reading ->
        chosen(reading, filter).stream().map(event -> pseudonymous(reading, event)).toList());
  }

  private static List<Event> chosen(Reading reading, EventFilter filter) {
    List<Event> events = new ArrayList<>();
    long first = Math.max(reading.pruned(), filter.from());
    for (long number = Math.min(reading.events(), filter.before()) - 1;
        number >= first && events.size() < filter.limit();
        number--) {
      Event event = reading.event(number);
      if (filter.matches(event)) {
        events.add(event);
      }
    }
    Collections.reverse(events);
    return events;
  }

  private static Event pseudonymous(Reading reading, Event event) {
    return new Event(
        event.number(),
        event.time(),
        event.kind(),
        event.caller(),
        pseudonym(reading, event.subject()),
        "");
  }

  private static String pseudonym(Reading reading, String subject) {
    if (!subject.startsWith(KeyRef.SCHEME)) {
      return subject.isEmpty() ? "" : reading.pseudonym(subject);
    }
    int slash = subject.indexOf('/', KeyRef.SCHEME.length());
    int hash = subject.indexOf('#');
    String name = subject.substring(slash + 1, hash < 0 ? subject.length() : hash);
    String version = hash < 0 ? "" : subject.substring(hash);
    return subject.substring(0, slash + 1) + reading.pseudonym(name) + version;
  }

  /**
   * Erases events that are older than they have to be kept; their hashes stay, so that all proofs
   * still hold. Needs what changing the policy needs: reading the log is no right to erase of it.
   *
   * @param days how long events are kept; null for the minimum
   * @param minimum the new minimum, which can only be raised; null to leave it
   */
  public PruneReport prune(@Nullable Integer days, @Nullable Integer minimum) {
    return asking.commit(
        Operation.POLICY,
        commit -> {
          int least = minimum(commit, minimum);
          int kept = days == null ? least : days;
          if (kept < least || kept > MOST_DAYS) {
            throw KeymasterException.usage(
                "events are kept for " + least + " to " + MOST_DAYS + " days", "");
          }
          return prune(commit, kept, least);
        });
  }

  private int minimum(Commit commit, @Nullable Integer wanted) {
    byte[] stored = commit.document(DOCUMENT);
    int least = stored == null ? LEAST_DAYS : ByteBuffer.wrap(stored).getInt();
    if (wanted == null || wanted == least) {
      return least;
    }
    if (wanted < least || wanted > MOST_DAYS) {
      throw KeymasterException.usage(
          "the minimum is " + least + " days and can only be raised", "");
    }
    commit.putDocument(DOCUMENT, ByteBuffer.allocate(Integer.BYTES).putInt(wanted).array());
    asking.record(commit, EventKind.PRUNE, "the log", "minimum raised to " + wanted + " days");
    return wanted;
  }

  private PruneReport prune(Commit commit, int days, int least) {
    Instant cut = commit.now().minus(Duration.ofDays(days));
    long before = commit.pruned();
    long below = before;
    while (below < commit.prunable() && commit.event(below).time().isBefore(cut)) {
      below++;
    }
    if (below > before) {
      asking.record(
          commit,
          EventKind.PRUNE,
          "events " + before + " to " + (below - 1),
          "older than " + days + " days");
      commit.prune(below);
    }
    return new PruneReport(days, least, below - before, below);
  }
}
