package dev.keymaster.lifecycle;

import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.VersionState;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedId;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps that end keys: at their provider first, then here. */
final class Endings {
  private final Talk talk;
  private final Book book;
  private final Withdrawal withdrawal;
  private final InstantSource clock;

  Endings(Talk talk, Book book, Withdrawal withdrawal, InstantSource clock) {
    this.talk = talk;
    this.book = book;
    this.withdrawal = withdrawal;
    this.clock = clock;
  }

  /**
   * Ends a version. The intent is durable first, and with it that nobody may go back to that
   * version.
   */
  Progress end(Entry at, @Nullable KeyRecord key, int version) {
    KeyVersion old = key == null ? null : key.version(version).orElse(null);
    if (old == null || old.issued() == null) {
      return book.close(at, Ending.DONE, "");
    }
    if (at.stage() != Stage.ENDING) {
      book.advance(at, commit -> ending(at, commit, version));
      return at.waiting();
    }
    Issued issued = Steps.revoked(old);
    return switch (talk.revoke(at, new IssuedId(issued.id()))) {
      case Reply.Failed<Revoked>(Failure failure) -> notEnded(at, waits(key), failure);
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

  private static boolean waits(@Nullable KeyRecord key) {
    return key != null && key.details().status() == KeyStatus.PENDING_REVOKE;
  }

  /** Tries again later, unless that is no use and nothing was done yet. */
  private Progress notEnded(Entry at, boolean waits, Failure failure) {
    Optional<Entry> next = Steps.notEnded(at, waits, failure, clock.instant());
    String what = failure.message();
    book.advance(
        at,
        commit -> {
          commit.record(EventKind.REVOKE, at.ref().toString(), "not ended: " + what);
          if (next.isPresent() && at.kind().removes() && commit.find(at.ref()) != null) {
            commit.status(at.ref(), KeyStatus.PENDING_REVOKE);
          }
          return next;
        });
    return next.map(Entry::waiting).orElse(new Progress(at.ref(), Ending.FAILED, what, null));
  }

  /**
   * Ends a key by its values and forgets it. Whoever asked for it gets it back as it was if none of
   * its versions was ended; once one may be, it is not handed out, and tried until all are.
   */
  Progress withdraw(Entry at, KeyRecord key) {
    boolean asked =
        at.stage() == Stage.SWITCHED && key.details().status() != KeyStatus.PENDING_REVOKE;
    Entry ending = at.due(Stage.ENDING, clock.instant());
    book.advance(at, commit -> Optional.of(ending));
    Withdrawal.Stopped stopped = withdrawal.end(key).orElse(null);
    if (stopped == null) {
      return forget(ending);
    }
    return asked && stopped.whole()
        ? book.close(ending, Ending.FAILED, stopped.failure().message())
        : notEnded(ending, true, stopped.failure());
  }

  /** All is ended: forgets the key. */
  Progress forget(Entry at) {
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

  /** Ends the new key, which is not good, and keeps the old one. */
  Progress undo(Entry at, @Nullable KeyRecord key) {
    KeyVersion fresh = key == null ? null : key.version(at.fresh()).orElse(null);
    if (fresh != null && fresh.outstanding()) {
      Issued issued = Steps.revoked(fresh);
      Reply<Revoked> reply = talk.revoke(at, new IssuedId(issued.id()));
      if (reply instanceof Reply.Failed<Revoked>(Failure failure)) {
        return notEnded(at, waits(key), failure);
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
          commit.record(at.event(), at.ref().toString(), at.failure());
          return Optional.empty();
        });
    return new Progress(at.ref(), Ending.FAILED, at.failure(), null);
  }
}
