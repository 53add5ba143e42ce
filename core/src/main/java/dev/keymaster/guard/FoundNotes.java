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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found beside the vault and is not in it yet. A note that the vault sealed says what
 * began and what was done; anything else freezes all keys and does nothing more.
 */
public final class FoundNotes {
  private final List<SealedNote> notes;
  private final List<SealedNote> stopping;
  private final Map<String, byte[]> own;
  private final boolean unknown;
  private final Instant now;

  private FoundNotes(
      List<SealedNote> notes,
      List<SealedNote> stopping,
      Map<String, byte[]> own,
      boolean unknown,
      Instant now) {
    this.notes = notes;
    this.stopping = stopping;
    this.own = own;
    this.unknown = unknown;
    this.now = now;
  }

  static FoundNotes of(Reading reading, Collection<byte[]> sealed, Instant now) {
    List<SealedNote> notes = new ArrayList<>();
    Map<String, byte[]> own = new TreeMap<>();
    boolean unknown = false;
    for (byte[] each : sealed) {
      SealedNote note = SealedNote.open(reading, each);
      unknown |= note == null;
      if (note != null && !own.containsKey(note.id()) && !note.adopted(reading)) {
        notes.add(note);
        own.put(note.id(), each);
      }
    }
    notes.sort(Comparator.comparing(note -> note.note().freeze().since()));
    List<SealedNote> stopping = notes.stream().filter(note -> note.stops(reading, now)).toList();
    return new FoundNotes(notes, stopping, own, unknown, now);
  }

  /** Returns those that the vault sealed, by name. */
  public Map<String, byte[]> own() {
    return Map.copyOf(own);
  }

  /** Returns what they freeze; empty if all of it is in the vault. */
  public Optional<Freeze> freeze() {
    Freeze known = together(notes, null);
    if (!unknown) {
      return Optional.ofNullable(known);
    }
    return Optional.of(everything(known, now));
  }

  /**
   * Returns whose keys are to be stopped at their providers, all if none is named; empty if no note
   * says so that the vault sealed, in these days and with this log.
   */
  public Optional<Set<ServiceName>> stopped() {
    return Optional.ofNullable(together(stopping, null)).map(Freeze::services);
  }

  private static Freeze everything(@Nullable Freeze known, Instant now) {
    return known == null ? new Freeze(now, Set.of()) : known.and(Set.of());
  }

  private static @Nullable Freeze together(List<SealedNote> notes, @Nullable Freeze before) {
    Freeze all = before;
    for (SealedNote each : notes) {
      Freeze freeze = each.note().freeze();
      all = all == null ? freeze : all.and(freeze.services());
    }
    return all;
  }

  /** Stores and records it; returns whether a note was there that stops keys. */
  boolean adopt(Commit commit, Asking asking) {
    Freeze before = StoredFreeze.of(commit);
    Freeze next = together(notes, before);
    for (SealedNote each : notes) {
      commit.record(EventKind.FREEZE, each.caller(), each.note().freeze().shown(), each.told());
      for (Done done : each.note().done()) {
        String detail = done.detail() + " at " + done.time() + "; written now";
        commit.record(EventKind.PROVIDER, each.caller(), done.subject(), detail);
      }
    }
    if (unknown && (next == null || !next.services().isEmpty())) {
      next = everything(next, commit.now());
      String what = "not handed out any more: a freeze of unknown origin was found";
      asking.record(commit, EventKind.FREEZE, next.shown(), what);
    }
    if (next != null && !next.equals(before)) {
      StoredFreeze.store(commit, next);
    }
    return !stopping.isEmpty();
  }
}
