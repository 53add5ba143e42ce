package dev.keymaster.guard;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.ServiceName;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found beside the vault and is not in it yet. A note that the vault sealed says what
 * began and what was done; anything else freezes all keys and does nothing more.
 */
public final class FoundNotes {
  private final List<SealedNote> notes;
  private final boolean unknown;
  private final Instant now;

  private FoundNotes(List<SealedNote> notes, boolean unknown, Instant now) {
    this.notes = notes;
    this.unknown = unknown;
    this.now = now;
  }

  static FoundNotes of(Reading reading, Collection<byte[]> sealed, Instant now) {
    List<SealedNote> notes = new ArrayList<>();
    boolean unknown = false;
    for (byte[] each : sealed) {
      SealedNote note = SealedNote.open(reading, each);
      unknown |= note == null;
      if (note != null && !note.adopted(reading)) {
        notes.add(note);
      }
    }
    notes.sort(Comparator.comparing(note -> note.note().freeze().since()));
    return new FoundNotes(notes, unknown, now);
  }

  /** Returns what they freeze; empty if all of it is in the vault. */
  public Optional<Freeze> freeze() {
    Freeze known = together(null);
    if (!unknown) {
      return Optional.ofNullable(known);
    }
    return Optional.of(known == null ? new Freeze(now, Set.of()) : known.and(Set.of()));
  }

  /**
   * Returns whose keys are to be stopped at their providers, all if none is named; empty if no note
   * says so that the vault sealed.
   */
  public Optional<Set<ServiceName>> stopped() {
    return Optional.ofNullable(together(null)).map(Freeze::services);
  }

  private @Nullable Freeze together(@Nullable Freeze before) {
    Freeze all = before;
    for (SealedNote each : notes) {
      Freeze freeze = each.note().freeze();
      all = all == null ? freeze : all.and(freeze.services());
    }
    return all;
  }

  /** Stores and records it; returns whether there was a note of the vault's own. */
  boolean adopt(Commit commit, Asking asking) {
    Freeze before = StoredFreeze.of(commit);
    Freeze next = together(before);
    for (SealedNote each : notes) {
      commit.record(EventKind.FREEZE, each.caller(), each.note().freeze().shown(), each.told());
      for (Done done : each.note().done()) {
        String detail = done.detail() + " at " + done.time() + "; written now";
        commit.record(EventKind.PROVIDER, each.caller(), done.subject(), detail);
      }
    }
    if (unknown && (next == null || !next.services().isEmpty())) {
      next = next == null ? new Freeze(commit.now(), Set.of()) : next.and(Set.of());
      String what = "not handed out any more: a freeze of unknown origin was found";
      asking.record(commit, EventKind.FREEZE, next.shown(), what);
    }
    if (next != null && !next.equals(before)) {
      StoredFreeze.store(commit, next);
    }
    return !notes.isEmpty();
  }
}
