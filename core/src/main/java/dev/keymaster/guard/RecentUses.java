package dev.keymaster.guard;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.policy.Operation;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.Request;
import dev.keymaster.policy.Usage;
import dev.keymaster.policy.Use;
import dev.keymaster.vault.Commit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was done lately, counted from the log: so it counts whatever program did it, survives
 * restarts, and cannot be behind, since it is counted in the transaction that adds to the log. Each
 * head keeps the counts (docs/format.md §6.1); events that are not in them are read back.
 * Thread-safe.
 */
final class RecentUses {
  private final long owner;

  /** Of the commit that runs; there is one at a time. */
  private @Nullable Running running;

  RecentUses(long owner) {
    this.owner = owner;
  }

  /** Returns what was done up to now, events of this very commit included. */
  synchronized Usage counted(Commit commit, Policy policy) {
    Running now = running;
    if (now == null || now.commit != commit || now.policy != policy) {
      now = begin(commit, policy);
      running = now;
    }
    now.catchUp();
    return now.usage;
  }

  private Running begin(Commit commit, Policy policy) {
    KeptUses kept = KeptUses.of(commit, policy);
    Running begun = new Running(commit, policy, kept.usage(), kept.events());
    commit.keepUses(() -> finish(begun));
    return begun;
  }

  private synchronized byte[] finish(Running last) {
    last.catchUp();
    running = null;
    return new KeptUses(last.usage, last.events).encoded(last.policy, last.commit.now());
  }

  private final class Running {
    private final Commit commit;
    private final Policy policy;
    private final Usage usage;
    private long events;

    Running(Commit commit, Policy policy, Usage usage, long events) {
      this.commit = commit;
      this.policy = policy;
      this.usage = usage;
      this.events = events;
    }

    /** What was recorded since the last time is one request, unless others recorded it. */
    void catchUp() {
      Instant start = commit.now().minus(Usage.WINDOW);
      Instant latest = commit.now();
      long end = commit.recorded();
      List<Use> uses = new ArrayList<>();
      for (long at = end; at > Math.max(events, commit.pruned()); at--) {
        Event event = commit.event(at - 1);
        // events stand in their order: one that a wrong clock dated later was before its successor
        latest = event.time().isBefore(latest) ? event.time() : latest;
        if (!latest.isAfter(start)) {
          break;
        }
        Operation operation = operation(event);
        if (operation != null) {
          uses.add(new Use(latest, request(operation, event)));
        }
      }
      usage.count(uses.reversed(), commit.now());
      events = end;
    }
  }

  private Request request(Operation operation, Event event) {
    return request(operation, event.subject(), RecordedCaller.read(event.caller()));
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
      case VERIFY -> Operation.VERIFY;
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
