package dev.keymaster.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: a freeze that waits beside a vault which cannot be written, until it can. Best effort.
 * Thread-safe.
 */
public interface HeldFreeze {
  /** Holds nothing. */
  HeldFreeze NONE =
      new HeldFreeze() {
        @Override
        public Optional<Note> read() {
          return Optional.empty();
        }

        @Override
        public void keep(Note note) {
          throw new KeymasterException(
              KeymasterException.Code.FAILURE, "there is no place beside the vault", "");
        }

        @Override
        public void drop() {}
      };

  /** Returns what is held; one that cannot be read is a freeze of all keys. */
  Optional<Note> read();

  /** Holds that in the place of what was held; FAILURE if it cannot be written either. */
  void keep(Note note);

  /** Holds nothing any more. */
  void drop();

  /**
   * What could not be written.
   *
   * @param freeze that began
   * @param done what was done meanwhile and is to be recorded, oldest first
   */
  record Note(Freeze freeze, List<Done> done) {
    /** Copies the list. */
    public Note {
      done = List.copyOf(done);
    }

    /** Returns both. */
    public Note and(Note later) {
      List<Done> all = new ArrayList<>(done);
      all.addAll(later.done);
      return new Note(freeze.and(later.freeze.services()), all);
    }
  }

  /**
   * One thing that was done.
   *
   * @param time when
   * @param subject what it was about, as the log calls it
   * @param detail what it was, in one line
   */
  record Done(Instant time, String subject, String detail) {}

  /** A freeze of all keys of which nothing more is known. */
  Note UNREADABLE = new Note(new Freeze(Instant.EPOCH, Set.of()), List.of());
}
