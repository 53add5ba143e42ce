package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Progress;
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
    return stored
        ? withdraw(key.ref(), key.details().service(), now)
        : revoke(key.ref(), issuer(key), now);
  }

  private Progress revoke(KeyRef ref, ServiceName service, Instant now) {
    if (!vault.hasAdmin(service)) {
      throw GuardedLifecycle.noAdmin(service);
    }
    return begun(Entry.begin(Kind.REVOKE, Stage.SWITCHED, service, ref, now, holders.own()));
  }

  private Progress withdraw(KeyRef ref, ServiceName service, Instant now) {
    new Withdrawal(vault, clients).able(service);
    return begun(Entry.begin(Kind.WITHDRAW, Stage.SWITCHED, service, ref, now, holders.own()));
  }

  private Progress begun(Entry begun) {
    KeyRef ref = begun.ref();
    Entry entry =
        vault.begin(
            Operation.REVOKE,
            ref,
            commit -> {
              Journal journal = Journal.of(commit.journal());
              journal.closeAbout(ref, Kind.REVOKE);
              journal.closeAbout(ref, Kind.WITHDRAW);
              commit.journal(journal.encoded());
              return Orders.open(commit, begun, EventKind.REVOKE);
            });
    return course.resume(entry.number());
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
    vault.begin(
        Operation.REMOVE,
        ref,
        commit -> {
          Journal journal = Journal.of(commit.journal());
          journal.about(ref).forEach(entry -> journal.close(entry.number()));
          commit.journal(journal.encoded());
          commit.remove(ref);
          commit.record(EventKind.REMOVE, ref.toString(), "here alone");
          return ref;
        });
  }
}
