package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.BugException;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.Minted;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Vendor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is under way as far as it can come now: asks the provider, and makes every answer
 * durable before the next step. May break off anywhere; whoever runs it again goes on from there.
 */
final class Course {
  private final GuardedLifecycle vault;
  private final Talk talk;
  private final Book book;
  private final Search search;
  private final Holders holders;
  private final Hooks hooks;
  private final InstantSource clock;
  private final Endings endings;
  private final Halting halting;

  Course(
      GuardedLifecycle vault,
      Clients clients,
      Holders holders,
      RotationHook hook,
      InstantSource clock) {
    this.vault = vault;
    this.talk = new Talk(vault, clients);
    this.book = new Book(vault, holders);
    this.search = new Search(talk, book, clock);
    this.holders = holders;
    this.hooks = new Hooks(hook, vault);
    this.clock = clock;
    this.endings = new Endings(talk, book, new Withdrawal(vault, clients), clock);
    this.halting = new Halting(vault, clients, clock);
  }

  /** Goes on with an entry until nothing is due; whoever else works on it is left alone. */
  Progress resume(long number) {
    Entry entry = book.read(number);
    if (entry == null) {
      throw new BugException("no entry " + number);
    }
    if (!holders.take(number)) {
      return busy(entry);
    }
    try {
      return book.claim(entry) ? told(entry, run(entry)) : busy(entry);
    } finally {
      holders.leave(number);
    }
  }

  private static Progress busy(Entry entry) {
    return new Progress(entry.ref(), Ending.BUSY, "another process works on it", null);
  }

  /** Asks for the key that an entry just begun is about, and goes on from there. */
  Progress mint(Entry entry, KeyDetails details, MintOrder order) {
    if (!holders.take(entry.number())) {
      throw new BugException("a fresh entry is worked on already");
    }
    try {
      String objection = hooks.tell(Moment.BEFORE, entry, "");
      if (!objection.isEmpty()) {
        return told(entry, stopped(entry, objection));
      }
      Reply<Minted> reply =
          talk.asking(entry, "mint " + entry.label(), (vendor, admin) -> vendor.mint(admin, order));
      Progress ended =
          switch (reply) {
            case Reply.Answer<Minted>(Minted minted, var limits) -> {
              store(entry, details, minted);
              yield null;
            }
            case Reply.Failed<Minted>(Failure failure) -> notMinted(entry, failure);
          };
      return told(entry, ended != null ? ended : run(entry));
    } finally {
      holders.leave(entry.number());
    }
  }

  /** A rotation that did not come about is told once nothing more will be tried. */
  private Progress told(Entry entry, Progress progress) {
    if (progress.ending() == Ending.FAILED && book.read(entry.number()) == null) {
      hooks.tell(Moment.FAILED, entry, progress.note());
    }
    return progress;
  }

  private Progress stopped(Entry at, String objection) {
    String why = "stopped by the program before it: " + objection;
    book.record(at, at.event(), why);
    return book.close(at, Ending.FAILED, why);
  }

  /**
   * Makes the answer durable before anything else. If that cannot be done, the key is ended at
   * once; if that cannot be done either, the intent in the journal will have it looked for.
   */
  private void store(Entry entry, KeyDetails details, Minted minted) {
    try (Secret value = minted.value()) {
      Issued issued = new Issued(entry.service(), minted.key().id().parts(), Issued.State.LIVE);
      KeyRef ref = entry.ref();
      NewKey key =
          new NewKey(
              ref.environment(), ref.name(), value, details, talk.hint(value), NewKey.Mode.UPSERT);
      book.advance(
          entry,
          commit -> {
            KeyRecord stored = commit.storePending(key, issued);
            int version = stored.versions().getLast().number();
            commit.record(EventKind.MINT, ref + "#" + version, "made by " + entry.service());
            return Optional.of(stored(entry, commit, details, version));
          });
    } catch (RuntimeException e) {
      talk.asking(
          entry,
          "end what could not be stored",
          (vendor, admin) -> vendor.revoke(admin, minted.key().id()));
      throw e;
    }
  }

  /** A key for a program is handed out at once, and ended when that or its time is over. */
  private static Entry stored(
      Entry entry, LifecycleCommit commit, KeyDetails details, int version) {
    if (entry.kind() != Kind.CHILD) {
      return entry.minted(version, Stage.MINTED, commit.now());
    }
    commit.switchTo(entry.ref(), version);
    Instant end = details.expires();
    return entry.minted(version, Stage.SWITCHED, end == null ? commit.now() : end);
  }

  private @Nullable Progress notMinted(Entry entry, Failure failure) {
    Optional<Entry> next = Steps.notMinted(entry, failure, clock.instant());
    String what = failure.message();
    book.advance(
        entry,
        commit -> {
          commit.record(EventKind.MINT, entry.ref().toString(), "not made: " + what);
          return next;
        });
    return next.isPresent() ? null : new Progress(entry.ref(), Ending.FAILED, what, null);
  }

  private Progress run(Entry first) {
    Progress last = new Progress(first.ref(), Ending.DONE, "", null);
    Progress untold = null;
    for (Entry at = book.read(first.number()); at != null; at = book.read(first.number())) {
      KeyRecord key = vault.find(at.ref());
      Next next = Steps.next(at, key, holders.abandoned(at), clock.instant());
      if (next instanceof Next.Wait) {
        book.leave(at);
        return with(untold, at.waiting());
      }
      last = step(at, key, next);
      untold = last.ending() == Ending.UNTOLD ? last : untold;
    }
    return with(untold, last);
  }

  /** What came of telling is not lost in what came after it. */
  private static Progress with(@Nullable Progress untold, Progress last) {
    boolean good = last.ending() == Ending.DONE || last.ending() == Ending.SCHEDULED;
    return untold == null || !good
        ? last
        : new Progress(last.ref(), Ending.UNTOLD, untold.note(), last.until());
  }

  /** Does one step; what it returns counts if it was the last one. */
  private Progress step(Entry at, @Nullable KeyRecord key, Next next) {
    return switch (next) {
      case Next.Find find -> search.find(at);
      case Next.Announce announce -> announce(at);
      case Next.Verify verify -> verify(at, key);
      case Next.Switch change -> change(at);
      case Next.Tell tell -> tell(at);
      case Next.End end -> endings.end(at, key, end.version());
      case Next.Withdraw withdraw -> endings.withdraw(at, Objects.requireNonNull(key));
      case Next.Halt halt -> halt(at, Objects.requireNonNull(key), halt.version());
      case Next.Undo undo -> endings.undo(at, key);
      case Next.Forget forget -> endings.forget(at);
      case Next.Close close -> book.close(at, Ending.DONE, at.failure());
      case Next.Wait wait -> at.waiting();
    };
  }

  /** Once more, as long as the freeze lasts. */
  private Progress halt(Entry at, KeyRecord key, int version) {
    Optional<Halted> halted =
        vault.isFrozen(at.service()) ? halting.again(key, version) : Optional.empty();
    Optional<String> failure =
        halted.filter(one -> one.outcome() == Halted.Outcome.FAILED).map(Halted::note);
    if (failure.isEmpty()) {
      return book.close(at, Ending.DONE, "");
    }
    Entry next = Steps.notHalted(at, failure.get(), clock.instant());
    book.advance(at, commit -> Optional.of(next));
    return next.waiting();
  }

  private Progress verify(Entry at, @Nullable KeyRecord key) {
    Vendor vendor = talk.verifier(at);
    Reply<Standing> reply;
    if (key == null || !vendor.abilities().contains(Ability.VERIFY)) {
      reply = new Reply.Failed<>(new Failure(Failure.Kind.UNSUPPORTED, "", 0, null));
    } else {
      Map<String, String> id =
          key.version(at.fresh()).map(KeyVersion::issued).map(Issued::id).orElse(Map.of());
      try (Secret value = value(at, key);
          Secret credential = vendor.credential(id, value)) {
        reply = vendor.verify(credential);
      }
    }
    Entry next = Steps.verified(at, reply, vendor.settling(), clock.instant());
    book.advance(at, commit -> Optional.of(next));
    return next.waiting();
  }

  private Secret value(Entry at, KeyRecord key) {
    return vault.proceed(commit -> {
      commit.record(
          at.event(), at.ref() + "#" + at.fresh(), "to " + at.service() + " to verify it");
      return commit.value(key, at.fresh());
    });
  }

  /** Nothing was sent to anybody yet. */
  private Progress announce(Entry at) {
    String objection = hooks.tell(Moment.BEFORE, at, "");
    Instant now = clock.instant();
    Entry next =
        objection.isEmpty()
            ? at.at(Stage.MINTED)
            : at.failed(Stage.UNDOING, "stopped by the program before it: " + objection, now);
    book.advance(at, commit -> Optional.of(next));
    return next.waiting();
  }

  /** The old key is ended after that, so that programs have the new one by then. */
  private Progress tell(Entry at) {
    String failure = hooks.tell(Moment.AFTER, at, "");
    String what = failure.isEmpty() ? "" : "the program after it failed: " + failure;
    Instant due = clock.instant().plus(at.grace());
    book.advance(
        at,
        commit -> {
          if (!what.isEmpty()) {
            commit.record(at.event(), at.ref().toString(), what);
          }
          return Optional.of(at.at(Stage.SWITCHED, due));
        });
    return new Progress(at.ref(), what.isEmpty() ? Ending.DONE : Ending.UNTOLD, what, null);
  }

  private Progress change(Entry at) {
    book.advance(
        at,
        commit -> {
          commit.switchTo(at.ref(), at.fresh());
          Renewal.apply(commit, at);
          commit.record(at.event(), at.ref() + "#" + at.fresh(), Turn.HANDED_OUT);
          return at.kind() == Kind.ROTATE ? Optional.of(at.at(Stage.ANNOUNCING)) : Optional.empty();
        });
    return new Progress(at.ref(), Ending.DONE, "", null);
  }
}
