package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.guard.Unwritten;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Halted.Outcome;
import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.policy.Operation;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Errands;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stops keys at their providers, many at a time, and has them enabled again. What a provider says
 * is noted in the vault; what it does not say in time is told as not done.
 */
public final class Halting {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOO_MANY =
      "; too much is under way to try that again by itself: run keymaster panic again";

  private final GuardedLifecycle vault;
  private final Clients clients;
  private final InstantSource clock;
  private final Unwritten unwritten;
  private final Patience patience;

  /** Makes it for the caller of that guard, for one request. */
  public Halting(GuardedLifecycle vault, Clients clients, InstantSource clock) {
    this(vault, clients, clock, PATIENCE);
  }

  Halting(GuardedLifecycle vault, Clients clients, InstantSource clock, Duration patience) {
    this.vault = vault;
    this.clients = clients;
    this.clock = clock;
    this.unwritten = Unwritten.inPanic(clock);
    this.patience = new Patience(patience);
  }

  /** Tells what {@link #stop} would do. */
  public List<Halted> plan(Set<ServiceName> services) {
    vault.demand(Operation.PANIC);
    return targets(services).stream().map(this::planned).toList();
  }

  private Halted planned(Target target) {
    return switch (measure(target)) {
      case DISABLE -> told(target, Outcome.DISABLED, "");
      case REVOKE, REVOKE_BY_VALUE -> told(target, Outcome.REVOKED, "");
      case BY_HAND -> byHand(target);
    };
  }

  /**
   * Disables or revokes every key of these services, of all if none is named. A key that stays good
   * fails nothing: it is told.
   */
  public List<Halted> stop(Set<ServiceName> services) {
    vault.demand(Operation.PANIC);
    List<Target> targets = targets(services);
    List<Halted> all = eachOf(targets, target -> stopped(target, unwritten));
    List<Entry> left = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      if (all.get(i).outcome() == Outcome.FAILED) {
        left.add(Steps.notHalted(entry(targets.get(i)), all.get(i).note(), now()));
      }
    }
    try {
      int noted = vault.proceed(commit -> note(commit, targets, left));
      return noted == left.size() ? all : told(all, noted);
    } catch (KeymasterException e) {
      unwritten.instead(e, "panic", left.size() + " keys are left");
      return all;
    }
  }

  /** Says of those that failed and found no room in the journal that nobody tries them again. */
  private static List<Halted> told(List<Halted> all, int noted) {
    List<Halted> told = new ArrayList<>();
    int failed = 0;
    for (Halted one : all) {
      boolean forgotten = one.outcome() == Outcome.FAILED && failed++ >= noted;
      told.add(forgotten ? one.because(one.note() + TOO_MANY) : one);
    }
    return told;
  }

  /** What was done by {@link #stop} and could not be recorded. */
  public List<Done> unwritten() {
    return unwritten.done();
  }

  /**
   * Returns what has every key of these services stopped again, as soon as somebody goes on with
   * things.
   */
  public Consumer<LifecycleCommit> stopLater(Set<ServiceName> services) {
    List<Target> targets = targets(services);
    List<Entry> entries = targets.stream().map(this::entry).toList();
    return commit -> {
      int left = entries.size() - note(commit, targets, entries);
      if (left > 0) {
        commit.record(EventKind.PROVIDER, "panic", left + " keys are not stopped again" + TOO_MANY);
      }
    };
  }

  /** What is left stands in the journal from now on, so that it is tried again; how much of it. */
  private static int note(LifecycleCommit commit, List<Target> targets, List<Entry> left) {
    Journal journal = Journal.of(commit.journal());
    targets.forEach(target -> journal.closeHalt(target.key().ref(), target.version().number()));
    List<Entry> fitting = left.stream().limit(journal.roomForHalts()).toList();
    fitting.forEach(journal::add);
    commit.journal(journal.encoded());
    return fitting.size();
  }

  private Entry entry(Target target) {
    KeyRef ref = target.key().ref();
    return Entry.begin(Kind.HALT, Stage.ENDING, target.service(), ref, now(), Holder.NOBODY)
        .replacing(target.version().number(), Duration.ZERO);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Drops what was to be tried again: nobody wants it any more. */
  public static void giveUp(LifecycleCommit commit) {
    Journal journal = Journal.of(commit.journal());
    journal.entries().stream()
        .filter(entry -> entry.kind() == Kind.HALT)
        .forEach(entry -> journal.close(entry.number()));
    commit.journal(journal.encoded());
  }

  /** Stops one version, as a panic wanted it before; empty if there is nothing to stop any more. */
  Optional<Halted> again(KeyRecord key, int version) {
    return key.version(version)
        .map(found -> new Target(key, found))
        .filter(target -> target.mayBeTaken() && !target.isDisabled())
        .map(target -> stopped(target, Unwritten.never()));
  }

  private Halted stopped(Target target, Unwritten unrecorded) {
    return switch (measure(target)) {
      case DISABLE ->
          managed(
              target,
              (vendor, admin, id) -> vendor.disable(admin, id),
              Issued.State.DISABLED,
              unrecorded);
      case REVOKE ->
          managed(
              target,
              (vendor, admin, id) -> vendor.revoke(admin, id),
              Issued.State.REVOKED,
              unrecorded);
      case REVOKE_BY_VALUE -> revokedByValue(target, unrecorded);
      case BY_HAND -> byHand(target);
    };
  }

  private List<Target> targets(Set<ServiceName> services) {
    return Target.all(vault, services).stream().filter(target -> !target.isDisabled()).toList();
  }

  /**
   * Has every key of these services enabled that is disabled, of all if none is named. DENIED if
   * one of them is frozen.
   */
  public List<Halted> enable(Set<ServiceName> services) {
    vault.demand(Operation.THAW);
    List<Target> targets = Target.all(vault, services).stream().filter(Target::isDisabled).toList();
    vault.proceed(commit -> {
      targets.forEach(target -> commit.requireThawed(target.key()));
      return targets;
    });
    return eachOf(targets, this::enabled);
  }

  /** Has one version enabled again. */
  Halted enabled(Target target) {
    return managed(
        target,
        (vendor, admin, id) -> vendor.enable(admin, id),
        Issued.State.LIVE,
        Unwritten.never());
  }

  private static List<Halted> eachOf(List<Target> targets, Function<Target, Halted> work) {
    return Errands.all(
        targets.stream()
            .map(target -> new Errands.Errand<>(target.service().value(), () -> work.apply(target)))
            .toList());
  }

  private Measure measure(Target target) {
    Set<Ability> abilities;
    try {
      abilities = vendor(target).abilities();
    } catch (KeymasterException unknown) {
      return Measure.BY_HAND;
    }
    return Measure.against(target.version().issued(), vault.hasAdmin(target.service()), abilities);
  }

  private Vendor vendor(Target target) {
    return clients.of(target.service(), vault.adminAddress(target.service()));
  }

  /** A call that takes the credential that manages keys. */
  private interface Managing {
    Reply<?> ask(Vendor vendor, Secret admin, IssuedId id);
  }

  private Halted managed(Target target, Managing call, Issued.State then, Unwritten unrecorded) {
    Issued issued = target.version().issued();
    if (issued == null) {
      return byHand(target);
    }
    Reply<Issued> reply =
        patience.of(
            target.service(),
            () -> {
              try (Secret admin =
                  vault.admin(target.service(), purpose(target, then), unrecorded)) {
                return call.ask(vendor(target), admin, new IssuedId(issued.id()))
                    .map(done -> issued.in(then));
              }
            });
    return switch (reply) {
      case Reply.Failed<Issued>(Failure failure) -> told(target, Outcome.FAILED, failure.message());
      case Reply.Answer<Issued>(Issued now, var limits) -> noted(target, now, unrecorded);
    };
  }

  private static String purpose(Target target, Issued.State then) {
    String verb =
        switch (then) {
          case LIVE -> "enable ";
          case DISABLED -> "disable ";
          case REVOKED -> "revoke ";
        };
    return verb + target.key().name();
  }

  private Halted noted(Target target, Issued now, Unwritten unrecorded) {
    Outcome outcome =
        switch (now.state()) {
          case LIVE -> Outcome.ENABLED;
          case DISABLED -> Outcome.DISABLED;
          case REVOKED -> Outcome.REVOKED;
        };
    KeyRef ref = target.ref();
    String detail = outcome.name().toLowerCase(Locale.ROOT) + " by " + now.service();
    written(
        ref,
        detail,
        commit -> {
          KeyRef whole = target.key().ref();
          if (commit.find(whole) != null) {
            commit.issued(whole, target.version().number(), now);
          }
        },
        unrecorded);
    return told(target, outcome, "");
  }

  /** A key whose id nobody knows; after that it is not handed out any more. */
  private Halted revokedByValue(Target target, Unwritten unrecorded) {
    Vendor usual = clients.of(target.service(), Clients.USUAL);
    Reply<Revoked> reply =
        patience.of(
            target.service(),
            () ->
                new Withdrawal(vault, clients)
                    .end(usual, target.key(), target.version().number(), unrecorded));
    if (reply instanceof Reply.Failed<Revoked>(Failure failure)) {
      return told(target, Outcome.FAILED, failure.message());
    }
    written(
        target.ref(),
        "revoked by " + target.service(),
        commit -> commit.status(target.key().ref(), KeyStatus.INACTIVE),
        unrecorded);
    return told(target, Outcome.REVOKED, "");
  }

  /** What its provider did is done, whether it can be written down or not. */
  private void written(
      KeyRef ref, String detail, Consumer<LifecycleCommit> change, Unwritten unrecorded) {
    try {
      vault.proceed(commit -> {
        change.accept(commit);
        commit.record(EventKind.REVOKE, ref.toString(), detail);
        return ref;
      });
    } catch (KeymasterException e) {
      unrecorded.instead(e, ref.toString(), detail);
    }
  }

  private Halted byHand(Target target) {
    String why =
        target.version().issued() == null
            ? "it was stored, not made, so nobody here knows it by its id"
            : vault.hasAdmin(target.service())
                ? "no call is known for it"
                : String.valueOf(GuardedLifecycle.noAdmin(target.service()).getMessage());
    return told(target, Outcome.BY_HAND, why);
  }

  private Halted told(Target target, Outcome outcome, String note) {
    String page = clients.console(target.service());
    return new Halted(target.ref(), target.service(), outcome, note, page);
  }
}
