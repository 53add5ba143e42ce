package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Request;
import dev.keymaster.policy.Usage;
import dev.keymaster.policy.Use;
import dev.keymaster.vault.Commit;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done lately, read back from the log: so it counts whatever program did it, survives
 * restarts, and cannot be behind, since it is read in the transaction that adds to it. Thread-safe.
 */
final class RecentUses {
  private static final int KEPT = 50_000;

  private final long owner;
  private final ConcurrentSkipListMap<Long, Entry> known = new ConcurrentSkipListMap<>();

  RecentUses(long owner) {
    this.owner = owner;
  }

  /** Returns the uses from the newest back, events of this very commit included. */
  Iterable<Use> newestFirst(Commit commit) {
    while (known.size() > KEPT) {
      known.pollFirstEntry();
    }
    return () -> new Backwards(commit);
  }

  /** What an event says to limits: at least when it was. */
  private record Entry(Instant time, @Nullable Use use) {}

  private final class Backwards implements Iterator<Use> {
    private final Commit commit;
    private final Instant start;
    private Instant latest;
    private long number;
    private @Nullable Use next;

    Backwards(Commit commit) {
      this.commit = commit;
      this.start = commit.now().minus(Usage.WINDOW);
      this.latest = commit.now();
      this.number = commit.recorded();
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && number > 0) {
        Entry entry = entry(--number);
        // events stand in their order: one that a wrong clock dated later was before its successor
        latest = entry.time().isBefore(latest) ? entry.time() : latest;
        if (!latest.isAfter(start)) {
          return;
        }
        Use use = entry.use();
        next = use == null ? null : new Use(latest, use.request());
      }
    }

    private Entry entry(long at) {
      // what this transaction added may yet be undone, and its numbers be given again
      boolean durable = at < commit.events();
      Entry kept = durable ? known.get(at) : null;
      if (kept != null) {
        return kept;
      }
      Entry read = read(commit.event(at));
      if (durable) {
        known.put(at, read);
      }
      return read;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Use next() {
      Use found = next;
      if (found == null) {
        throw new NoSuchElementException();
      }
      advance();
      return found;
    }
  }

  private Entry read(Event event) {
    Operation operation = operation(event);
    if (operation == null) {
      return new Entry(event.time(), null);
    }
    Request request = request(operation, event.subject(), RecordedCaller.read(event.caller()));
    return new Entry(event.time(), new Use(event.time(), request));
  }

  private Request request(Operation operation, String subject, Caller caller) {
    if (!subject.startsWith(KeyRef.SCHEME)) {
      return new Request(operation, caller, owner);
    }
    try {
      KeyRef ref = KeyRef.parse(subject);
      return new Request(operation, ref.environment(), null, ref.name(), caller, owner);
    } catch (KeymasterException e) {
      return new Request(operation, caller, owner);
    }
  }

  private static @Nullable Operation operation(Event event) {
    return switch (event.kind()) {
      case REVEAL -> Operation.REVEAL;
      case DELIVER -> Operation.DELIVER;
      case STORE, IMPORT -> Operation.STORE;
      case EDIT -> Operation.EDIT;
      case ROLLBACK -> Operation.ROLLBACK;
      case REMOVE -> Operation.REMOVE;
      case DESTROY -> Operation.DESTROY;
      case RESTORE -> Operation.RESTORE;
      default -> null;
    };
  }
}
