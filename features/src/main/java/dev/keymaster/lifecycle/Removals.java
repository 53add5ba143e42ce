package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import java.time.Instant;

/** Keys that are forgotten: once they are ended at their provider, or here alone. */
final class Removals {
  private final GuardedLifecycle vault;
  private final Clients clients;
  private final Holders holders;
  private final Course course;

  Removals(GuardedLifecycle vault, Clients clients, Holders holders, Course course) {
    this.vault = vault;
    this.clients = clients;
    this.holders = holders;
    this.course = course;
  }

  /** Ends a key and forgets it; by its value if it was only stored here. */
  Progress remove(KeyRecord key, Instant now) {
    boolean stored = key.versions().stream().allMatch(version -> version.issued() == null);
    return stored ? withdraw(key) : revoke(key.ref(), issuer(key), now);
  }

  private Progress revoke(KeyRef ref, ServiceName service, Instant now) {
    if (!vault.hasAdmin(service)) {
      throw GuardedLifecycle.noAdmin(service);
    }
    Entry begun = Entry.begin(Kind.REVOKE, Stage.SWITCHED, service, ref, now, holders.own());
    Entry entry =
        vault.begin(
            Operation.REVOKE,
            ref,
            commit -> {
              Journal journal = Journal.of(commit.journal());
              journal.closeAbout(ref, Kind.REVOKE);
              commit.journal(journal.encoded());
              return Orders.open(commit, begun, EventKind.REVOKE);
            });
    return course.resume(entry.number());
  }

  private Progress withdraw(KeyRecord key) {
    Progress ended = new Withdrawal(vault, clients).end(key);
    if (ended.ending() == Ending.DONE) {
      drop(Operation.REVOKE, key.ref(), "ended by " + key.details().service() + ", by its value");
    }
    return ended;
  }

  private static ServiceName issuer(KeyRecord key) {
    return key.versions().stream()
        .filter(KeyVersion::outstanding)
        .map(KeyVersion::issued)
        .map(issued -> issued == null ? key.details().service() : issued.service())
        .findFirst()
        .orElse(key.details().service());
  }

  /** Forgets a key here, whatever its provider still takes. */
  void forget(KeyRef ref) {
    drop(Operation.REMOVE, ref, "here alone");
  }

  private void drop(Operation operation, KeyRef ref, String why) {
    vault.begin(
        operation,
        ref,
        commit -> {
          Journal journal = Journal.of(commit.journal());
          journal.about(ref).forEach(entry -> journal.close(entry.number()));
          commit.journal(journal.encoded());
          commit.remove(ref);
          commit.record(EventKind.REMOVE, ref.toString(), why);
          return ref;
        });
  }
}
