package dev.keymaster.lifecycle;

import dev.keymaster.guard.GuardedLifecycle;
import dev.keymaster.guard.LifecycleCommit;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Progress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The journal in the vault: whatever is changed with an entry becomes durable with it. */
final class Book {
  private final GuardedLifecycle vault;
  private final Holders holders;

  Book(GuardedLifecycle vault, Holders holders) {
    this.vault = vault;
    this.holders = holders;
  }

  /** A program for which a key was made holds it to its end, and ends nothing itself. */
  boolean claim(Entry entry) {
    if (entry.kind() == Kind.CHILD) {
      return !entry.stage().undecided() || !holders.elsewhere(entry.holder());
    }
    return vault.proceed(commit -> {
      Journal journal = Journal.of(commit.journal());
      Entry now = journal.entry(entry.number()).orElse(null);
      if (now == null || holders.elsewhere(now.holder())) {
        return false;
      }
      write(commit, journal, now.heldBy(holders.own()));
      return true;
    });
  }

  private static void write(LifecycleCommit commit, Journal journal, Entry entry) {
    if (!journal.entry(entry.number()).equals(Optional.of(entry))) {
      journal.replace(entry);
      commit.journal(journal.encoded());
    }
  }

  @Nullable Entry read(long number) {
    return Journal.of(vault.journal()).entry(number).orElse(null);
  }

  void leave(Entry entry) {
    if (entry.kind() != Kind.CHILD) {
      advance(entry, commit -> Optional.of(entry.heldBy(Holder.NOBODY)));
    }
  }

  /** Drops an entry: nothing is left to be done. */
  Progress close(Entry at, Progress.Ending ending, String note) {
    advance(at, commit -> Optional.empty());
    return new Progress(at.ref(), ending, note, null);
  }

  void record(Entry at, EventKind kind, String detail) {
    vault.proceed(commit -> {
      commit.record(kind, at.ref().toString(), detail);
      return at;
    });
  }

  /** Puts the next state of an entry in its place, or closes it, together with what that means. */
  void advance(Entry at, Function<LifecycleCommit, Optional<Entry>> change) {
    vault.proceed(commit -> {
      Journal journal = Journal.of(commit.journal());
      if (journal.entry(at.number()).filter(now -> now.stage() == at.stage()).isEmpty()) {
        return at; // somebody else went on with it
      }
      Optional<Entry> next = change.apply(commit);
      Journal changed = Journal.of(commit.journal());
      next.ifPresentOrElse(changed::replace, () -> changed.close(at.number()));
      commit.journal(changed.encoded());
      return at;
    });
  }
}
