package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lives of keys at their providers, for one caller. Every change is begun with the policy's leave,
 * stands in the journal before a provider is asked, and is carried on by {@link #resume} if it
 * breaks off.
 */
public final class Lifecycle {
  private final GuardedLifecycle vault;
  private final Clients clients;
  private final Holders holders;
  private final InstantSource clock;
  private final Course course;
  private final Orders orders;
  private final Replacements replacements;
  private final Removals removals;

  /**
   * Makes it for the caller of that guard.
   *
   * @param hook who is told of rotations
   */
  public Lifecycle(
      GuardedLifecycle vault,
      Clients clients,
      Holders holders,
      RotationHook hook,
      InstantSource clock) {
    this.vault = vault;
    this.clients = clients;
    this.holders = holders;
    this.clock = clock;
    this.course = new Course(vault, clients, holders, hook, clock);
    this.orders = new Orders(vault, clients, holders, clock, course);
    this.replacements = new Replacements(vault, clients, holders, course);
    this.removals = new Removals(vault, clients, holders, course);
  }

  /**
   * Checks and stores the credential that manages keys at a provider; closes it. FINDINGS if the
   * provider says that it is none, UNAVAILABLE if it cannot be asked: then nothing is stored.
   *
   * @param address where alone it may be sent; empty for where the catalogue says
   * @return whom it belongs to, as the provider tells; may be empty
   */
  public String login(ServiceName service, Secret credential, String address) {
    try (credential) {
      Vendor vendor = clients.able(service, address, Ability.VERIFY_ADMIN, "keep a credential for");
      vault.demand(Operation.PROVIDER);
      return switch (vendor.verifyAdmin(credential)) {
        case Reply.Failed<Standing>(Failure failure) ->
            throw Orders.unavailable(service, failure.message());
        case Reply.Answer<Standing>(Standing.Invalid invalid, var limits) ->
            throw new KeymasterException(
                Code.FINDINGS,
                service
                    + " does not take this for a credential that manages keys: "
                    + invalid.reason(),
                clients.page(service));
        case Reply.Answer<Standing>(Standing.Valid valid, var limits) -> {
          vault.storeAdmin(service, credential.copy(), clients.hint(credential), address);
          yield valid.account();
        }
      };
    }
  }

  /** Forgets the credential that manages keys at a provider. */
  public void logout(ServiceName service) {
    vault.forgetAdmin(service);
  }

  /** Tells whether there is one. */
  public boolean loggedIn(ServiceName service) {
    return vault.hasAdmin(service);
  }

  /**
   * Has a provider make a key, by the terms that stand in its metadata, and stores it. CONFLICT if
   * there is one of that name.
   *
   * @param details what is said about it; its service is the provider
   * @return the key as it is now
   */
  public KeyRecord mint(KeyRef ref, KeyDetails details) {
    return mint(ref, details, Terms.of(details.metadata()));
  }

  /** The same, by other terms. */
  public KeyRecord mint(KeyRef ref, KeyDetails details, Terms terms) {
    Reserved.require(ref.environment());
    return orders.mint(ref, details, terms);
  }

  /**
   * Has a provider make a new key in the place of one, hands it out, and ends the old one.
   *
   * @param grace how long the old one stays good
   */
  public Progress rotate(KeyRef ref, Duration grace) {
    KeyRecord key = existing(ref);
    ServiceName service = key.details().service();
    Terms terms = Terms.of(key.details().metadata());
    Instant now = now();
    MintOrder order = terms.order(ref.name().value(), now);
    Issued old = key.current().map(KeyVersion::issued).orElse(null);
    MintOrder wanted = old == null ? order : order.replacing(new IssuedId(old.id()));
    orders.requireMinting(service, wanted);
    Entry begun = Entry.begin(Kind.ROTATE, Stage.INTENDED, service, ref, now, holders.own());
    Entry entry =
        vault.beginRotation(
            ref,
            commit ->
                Orders.open(
                    commit,
                    begun.replacing(Orders.current(commit, ref).number(), grace),
                    EventKind.ROTATE));
    return course.mint(entry, key.details(), wanted);
  }

  /**
   * Puts a key that a person made at the provider in the place of one: the same steps, and nothing
   * is handed out that the provider calls bad.
   *
   * @param value closed by this
   * @param grace how long the old one stays good, if Keymaster can end it
   * @param address where the provider is asked about it; empty for where its credential is sent or
   *     the catalogue says
   */
  public Progress replace(KeyRef ref, Secret value, Duration grace, String address) {
    try (value) {
      KeyRecord key = existing(ref);
      String endpoint = key.details().endpoint();
      String where = address.isEmpty() && endpoint != null ? endpoint : address;
      return replacements.replace(key, value, grace, where, now());
    }
  }

  /** Says what a rotation would do, and asks the provider whether the credential is good. */
  public Progress tryRotation(KeyRef ref, Duration grace) {
    return new Rehearsal(vault, clients).of(existing(ref), clock.instant().plus(grace));
  }

  /**
   * Hands out an earlier version again, enabled at its provider if it was disabled there: whatever
   * was to end that one is dropped. CONFLICT if it is ended, or may be; PARTIAL if the provider did
   * not enable it.
   *
   * @param number the version; null for the one before
   */
  public KeyRecord rollback(KeyRef ref, @Nullable Integer number) {
    KeyRecord key = vault.rollback(ref, number, Lifecycle::settle);
    key.current()
        .map(version -> new Target(key, version))
        .filter(Target::isDisabled)
        .ifPresent(this::enable);
    return existing(ref);
  }

  /** What is handed out again has to be good again. */
  private void enable(Target target) {
    Halted enabled = new Halting(vault, clients, clock).enabled(target);
    if (enabled.outcome() != Halted.Outcome.ENABLED) {
      throw new KeymasterException(
          Code.PARTIAL,
          target.ref()
              + " is handed out again, but "
              + target.service()
              + " has it disabled: "
              + enabled.note(),
          "keymaster panic --end --enable tries again");
    }
  }

  /**
   * Whatever was to end the version that is handed out again is dropped; what a panic disabled
   * stays so while it is frozen.
   */
  private static void settle(LifecycleCommit commit, KeyRecord key) {
    if (key.current().map(version -> new Target(key, version)).stream()
        .anyMatch(Target::isDisabled)) {
      commit.requireThawed(key);
    }
    int current = key.current().map(KeyVersion::number).orElse(0);
    Journal journal = Journal.of(commit.journal());
    for (Entry entry : journal.about(key.ref())) {
      if (entry.kind() == Kind.ROTATE && entry.old() == current) {
        requireNotEnding(entry);
        journal.close(entry.number());
      }
    }
    commit.journal(journal.encoded());
  }

  private static void requireNotEnding(Entry entry) {
    if (entry.stage() == Stage.ENDING) {
      throw new KeymasterException(
          Code.CONFLICT,
          entry.ref() + "#" + entry.old() + " is being revoked at " + entry.service(),
          "keymaster rotate " + entry.ref().name());
    }
  }

  /**
   * Ends a key at its provider and forgets it; by its value if it was only stored here, USAGE where
   * no provider takes that. If the provider refuses, all stays as it was and FAILED says why; if it
   * cannot be reached, the key is not handed out any more and it is tried again.
   */
  public Progress remove(KeyRef ref) {
    return removals.remove(existing(ref), now());
  }

  /** Forgets a key here alone, whatever its provider still takes. */
  public void forget(KeyRef ref) {
    Reserved.require(ref.environment());
    removals.forget(ref);
  }

  /** Returns the keys that are made for one program each. */
  public Children children() {
    return new Children(vault, orders, holders, course);
  }

  /** Goes on with everything that is due and that nobody else works on. */
  public List<Progress> resume() {
    List<Progress> outcomes = new ArrayList<>();
    for (Entry entry : Journal.of(vault.journal()).entries()) {
      if (isDue(entry)) {
        outcomes.add(course.resume(entry.number()));
      }
    }
    return outcomes;
  }

  private boolean isDue(Entry entry) {
    return holders.abandoned(entry) || !entry.notBefore().isAfter(clock.instant());
  }

  /**
   * Tells what is under way, in the order in which it began, and when it is to be looked at again.
   */
  public List<Progress> underWay() {
    return Journal.of(vault.journal()).entries().stream()
        .map(entry -> entry.waiting(Steps.due(entry, holders.abandoned(entry), clock.instant())))
        .toList();
  }

  private KeyRecord existing(KeyRef ref) {
    Reserved.require(ref.environment());
    KeyRecord key = vault.find(ref);
    if (key == null) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          "no key " + ref.name() + " in " + ref.environment(),
          "keymaster ls --env " + ref.environment());
    }
    return key;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
