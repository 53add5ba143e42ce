package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.BugException;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Ability;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.MintOrder;
import dev.keymaster.providers.Minted;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Standing;
import dev.keymaster.providers.Vendor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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
  private final InstantSource clock;

  Course(GuardedLifecycle vault, Clients clients, Holders holders, InstantSource clock) {
    this.vault = vault;
    this.talk = new Talk(vault, clients);
    this.book = new Book(vault, holders);
    this.search = new Search(talk, book, clock);
    this.holders = holders;
    this.clock = clock;
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
      return book.claim(entry) ? run(entry) : busy(entry);
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
      return ended != null ? ended : run(entry);
    } finally {
      holders.leave(entry.number());
    }
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
    for (Entry at = book.read(first.number()); at != null; at = book.read(first.number())) {
      KeyRecord key = vault.find(at.ref());
      boolean abandoned = at.kind() == Kind.CHILD && !holders.alive(at.holder());
      Next next = Steps.next(at, key, abandoned, clock.instant());
      if (next instanceof Next.Wait) {
        book.leave(at);
        return waiting(at);
      }
      last = step(at, key, next);
    }
    return last;
  }

  private static Progress waiting(Entry at) {
    boolean failed = at.attempts() > 0;
    Ending ending = failed ? Ending.PENDING : Ending.SCHEDULED;
    return new Progress(at.ref(), ending, at.failure(), at.notBefore());
  }

  /** Does one step; what it returns counts if it was the last one. */
  private Progress step(Entry at, @Nullable KeyRecord key, Next next) {
    return switch (next) {
      case Next.Find find -> search.find(at);
      case Next.Verify verify -> verify(at, key);
      case Next.Switch change -> change(at);
      case Next.End end -> end(at, key, end.version());
      case Next.Undo undo -> undo(at, key);
      case Next.Forget forget -> forget(at);
      case Next.Close close -> book.close(at, Ending.DONE, at.failure());
      case Next.Wait wait -> waiting(at);
    };
  }

  private Progress verify(Entry at, @Nullable KeyRecord key) {
    Vendor vendor = talk.vendor(at);
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
    return waiting(next);
  }

  private Secret value(Entry at, KeyRecord key) {
    return vault.proceed(commit -> {
      commit.record(event(at), at.ref() + "#" + at.fresh(), "to " + at.service() + " to verify it");
      return commit.value(key, at.fresh());
    });
  }

  private static EventKind event(Entry at) {
    return at.kind() == Kind.ROTATE ? EventKind.ROTATE : EventKind.MINT;
  }

  private Progress change(Entry at) {
    Instant due = clock.instant().plus(at.grace());
    book.advance(
        at,
        commit -> {
          commit.switchTo(at.ref(), at.fresh());
          Renewal.apply(commit, at);
          commit.record(event(at), at.ref() + "#" + at.fresh(), "handed out from now on");
          return at.kind() == Kind.ROTATE
              ? Optional.of(at.at(Stage.SWITCHED, due))
              : Optional.empty();
        });
    return new Progress(at.ref(), Ending.DONE, "", null);
  }

  /** The intent is durable first, and with it that nobody may go back to that version. */
  private Progress end(Entry at, @Nullable KeyRecord key, int version) {
    KeyVersion old = key == null ? null : key.version(version).orElse(null);
    if (old == null || old.issued() == null) {
      return book.close(at, Ending.DONE, "");
    }
    if (at.stage() != Stage.ENDING) {
      book.advance(at, commit -> ending(at, commit, version));
      return waiting(at);
    }
    Issued issued = Steps.revoked(old);
    return switch (talk.revoke(at, new IssuedId(issued.id()))) {
      case Reply.Failed<Revoked>(Failure failure) -> notEnded(at, key, failure);
      case Reply.Answer<Revoked> done -> {
        book.advance(
            at,
            commit -> {
              commit.issued(at.ref(), version, issued);
              String who = at.service().value();
              commit.record(EventKind.REVOKE, at.ref() + "#" + version, "ended by " + who);
              return Optional.of(at.at(Stage.SWITCHED));
            });
        yield new Progress(at.ref(), Ending.DONE, "", null);
      }
    };
  }

  private static Optional<Entry> ending(Entry at, LifecycleCommit commit, int version) {
    KeyRecord key = commit.find(at.ref());
    boolean back =
        at.kind() == Kind.ROTATE
            && key != null
            && key.current().filter(now -> now.number() == version).isPresent();
    return back ? Optional.empty() : Optional.of(at.due(Stage.ENDING, commit.now()));
  }

  private Progress notEnded(Entry at, @Nullable KeyRecord key, Failure failure) {
    boolean waits = key != null && key.details().status() == KeyStatus.PENDING_REVOKE;
    Optional<Entry> next = Steps.notEnded(at, waits, failure, clock.instant());
    String what = failure.message();
    book.advance(
        at,
        commit -> {
          commit.record(EventKind.REVOKE, at.ref().toString(), "not ended: " + what);
          if (next.isPresent() && at.kind() == Kind.REVOKE && commit.find(at.ref()) != null) {
            commit.status(at.ref(), KeyStatus.PENDING_REVOKE);
          }
          return next;
        });
    return next.map(Course::waiting).orElse(new Progress(at.ref(), Ending.FAILED, what, null));
  }

  private Progress forget(Entry at) {
    book.advance(
        at,
        commit -> {
          Journal journal = Journal.of(commit.journal());
          journal.closeAbout(at.ref(), Kind.ROTATE); // what waited for its time is ended as well
          commit.journal(journal.encoded());
          commit.remove(at.ref());
          commit.record(EventKind.REMOVE, at.ref().toString(), "ended by " + at.service());
          return Optional.empty();
        });
    return new Progress(at.ref(), Ending.DONE, "", null);
  }

  private Progress undo(Entry at, @Nullable KeyRecord key) {
    KeyVersion fresh = key == null ? null : key.version(at.fresh()).orElse(null);
    if (fresh != null && fresh.outstanding()) {
      Issued issued = Steps.revoked(fresh);
      Reply<Revoked> reply = talk.revoke(at, new IssuedId(issued.id()));
      if (reply instanceof Reply.Failed<Revoked>(Failure failure)) {
        return notEnded(at, key, failure);
      }
      book.record(at, EventKind.REVOKE, "ended by " + at.service());
      book.advance(
          at,
          commit -> {
            commit.issued(at.ref(), at.fresh(), issued);
            return Optional.of(at);
          });
    }
    book.advance(
        at,
        commit -> {
          if (fresh != null && fresh.state() == VersionState.PENDING) {
            commit.destroy(at.ref(), at.fresh());
            commit.removeUnused(at.ref());
          }
          commit.record(event(at), at.ref().toString(), at.failure());
          return Optional.empty();
        });
    return new Progress(at.ref(), Ending.FAILED, at.failure(), null);
  }
}
