package dev.keymaster.service;

import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.HeldFreeze.Note;
import dev.keymaster.model.KeymasterException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A freeze that is not in the vault yet: in a file beside it, and in this process if that cannot be
 * written either. Thread-safe.
 */
final class PanicNote {
  private final HeldFreeze file;
  private @Nullable Note own;

  PanicNote(HeldFreeze file) {
    this.file = file;
  }

  /** Returns what waits; empty if nothing does. */
  synchronized Optional<Note> waiting() {
    Optional<Note> kept = file.read();
    Note here = own;
    return here == null ? kept : Optional.of(kept.map(note -> note.and(here)).orElse(here));
  }

  /** Holds that as well; returns whether another process will find it. */
  synchronized boolean hold(Note more) {
    Note all = waiting().map(note -> note.and(more)).orElse(more);
    try {
      file.keep(all);
      own = null;
      return true;
    } catch (KeymasterException e) {
      own = all;
      return false;
    }
  }

  /** It is in the vault. */
  synchronized void drop() {
    own = null;
    file.drop();
  }
}
