package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Turn;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.Vendor;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Orders of new keys: the intent is durable before a provider is asked for one. */
final class Orders {
  private final GuardedLifecycle vault;
  private final Clients clients;
  private final Holders holders;
  private final InstantSource clock;
  private final Course course;

  Orders(
      GuardedLifecycle vault,
      Clients clients,
      Holders holders,
      InstantSource clock,
      Course course) {
    this.vault = vault;
    this.clients = clients;
    this.holders = holders;
    this.clock = clock;
    this.course = course;
  }

  /** Has a provider make a key, and stores it; CONFLICT if there is one of that name. */
  KeyRecord mint(KeyRef ref, KeyDetails details, Terms terms) {
    ServiceName service = details.service();
    Instant now = now();
    requireMinting(service, terms.order(ref.name().value(), now));
    KeyDetails said = said(details, terms, now);
    Entry begun = Entry.begin(Kind.MINT, Stage.INTENDED, service, ref, now, holders.own());
    Entry entry = ordered(begun, terms);
    Progress outcome = course.mint(entry, said, terms.order(entry.label(), now));
    KeyRecord key = vault.find(ref);
    if (key == null || outcome.ending() != Ending.DONE) {
      throw unmade(service, ref, outcome);
    }
    return key;
  }

  /** Makes the intent durable, with the policy's leave, if the name is free. */
  private Entry ordered(Entry begun, Terms terms) {
    return vault.beginOrder(
        begun.ref(), begun.service(), terms.metadata(), commit -> free(commit, begun));
  }

  private static Entry free(LifecycleCommit commit, Entry begun) {
    commit.requireFree(begun.ref());
    return open(commit, begun, EventKind.MINT);
  }

  /** Has a provider make a key for one program. */
  KeyRef child(ServiceName service, Terms terms, KeyName name, Holder program) {
    KeyRef ref = new KeyRef(Reserved.CHILDREN, name);
    Instant now = now();
    requireMinting(service, terms.order(name.value(), now));
    Entry begun = Entry.begin(Kind.CHILD, Stage.INTENDED, service, ref, now, program);
    Entry entry = vault.beginLoan(ref, service, terms.metadata(), commit -> free(commit, begun));
    KeyDetails details = said(KeyDetails.of(service), terms, now);
    Progress outcome = course.mint(entry, details, terms.order(entry.label(), now));
    if (outcome.ending() != Ending.SCHEDULED) {
      throw unmade(service, ref, outcome);
    }
    return ref;
  }

  private static KeyDetails said(KeyDetails details, Terms terms, Instant now) {
    Map<String, String> metadata = new TreeMap<>(details.metadata());
    metadata.putAll(terms.metadata());
    Instant end = terms.end(now);
    return new KeyDetails(
        details.service(),
        details.tags(),
        details.note(),
        details.endpoint(),
        details.variable(),
        details.owner(),
        end == null ? details.expires() : end,
        details.status(),
        metadata);
  }

  private KeymasterException unmade(ServiceName service, KeyRef ref, Progress outcome) {
    return outcome.ending() == Ending.PENDING
        ? unavailable(
            service,
            outcome.note() + "; it may have made a key, which will be looked for and ended")
        : unavailable(service, outcome.note() + "; " + ref + " was not stored");
  }

  /**
   * Refuses what nobody needs to be asked about. USAGE if the provider has no call that makes keys,
   * or makes none like that; LOCKED if the vault has no credential for it.
   */
  void requireMinting(ServiceName service, MintOrder order) {
    Vendor vendor =
        clients.able(service, vault.adminAddress(service), Ability.MINT, "make keys for");
    if (!vault.hasAdmin(service)) {
      throw GuardedLifecycle.noAdmin(service);
    }
    String objection = vendor.objection(order);
    if (!objection.isEmpty()) {
      throw KeymasterException.usage(objection, "keymaster providers show " + service);
    }
  }

  /** Makes an entry durable; CONFLICT if it is not settled yet which key is handed out. */
  static Entry open(LifecycleCommit commit, Entry entry, EventKind kind) {
    Journal journal = Journal.of(commit.journal());
    if (journal.about(entry.ref()).stream().anyMatch(other -> other.stage().undecided())) {
      throw new KeymasterException(
          Code.CONFLICT,
          "something is under way with " + entry.ref() + " already",
          "keymaster rotate --resume");
    }
    Entry added = journal.add(entry);
    commit.journal(journal.encoded());
    commit.record(kind, entry.ref().toString(), Turn.BEGUN + entry.service());
    return added;
  }

  /** Returns the version that is handed out; CONFLICT if the key is not. */
  static KeyVersion current(LifecycleCommit commit, KeyRef ref) {
    return handedOut(commit, ref).current().orElseThrow();
  }

  /** Returns a key; CONFLICT if it is not handed out. */
  static KeyRecord handedOut(LifecycleCommit commit, KeyRef ref) {
    KeyRecord key = commit.find(ref);
    if (key == null || key.details().status() != KeyStatus.ACTIVE || key.current().isEmpty()) {
      throw new KeymasterException(
          Code.CONFLICT, ref + " is not handed out, so it is not rotated", "keymaster show " + ref);
    }
    return key;
  }

  static KeymasterException unavailable(ServiceName service, String why) {
    return new KeymasterException(
        Code.UNAVAILABLE, service + ": " + why, "try again; keymaster rotate --resume goes on");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
