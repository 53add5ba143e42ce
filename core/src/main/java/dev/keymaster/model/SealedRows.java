package dev.keymaster.model;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Port: where sealed rows are kept. The store is not trusted: it sees neither names nor values, and
 * whatever it returns is checked by the vault.
 *
 * <p>Holds four kinds of things: <i>parts</i> (a handful of named blobs), <i>rows</i> (addressed by
 * position and by locator), <i>tiles</i> (hash blocks of the state tree) and <i>events</i> (an
 * append-only list). One writer at a time over all processes, any number of readers. Thread-safe.
 *
 * <p>Failures: {@link KeymasterException.Code#CONFLICT} if another writer does not finish in time
 * (the message names its pid), {@link KeymasterException.Code#FAILURE} for a full or failing disk,
 * {@link KeymasterException.Code#CORRUPT} for a file that is not ours or is damaged.
 */
public interface SealedRows extends AutoCloseable {

  /** Runs {@code body} on one consistent snapshot. */
  <T> T read(Function<Snapshot, T> body);

  /**
   * Runs {@code body} in one transaction. When this returns normally everything is on stable
   * storage; when it throws nothing has changed. Writing inside a write is a {@link BugException};
   * reading inside a write sees the state before it.
   */
  <T> T write(Function<Transaction, T> body);

  /** Releases the store; closing twice is harmless. */
  @Override
  void close();

  /** What can be read. Valid only inside the body it was given to. */
  interface Snapshot {
    /** Returns the named part, or null. Names are 1 to 32 of {@code a-z}. */
    byte @Nullable [] part(String name);

    /** Returns the row with that 32-byte locator, or null. */
    @Nullable SealedRow row(byte[] locator);

    /** Returns a cursor over all rows in ascending position. */
    Cursor<SealedRow> rows();

    /**
     * Returns what the state tree binds of the rows at {@code count} positions from {@code first}
     * on, in ascending order: 117 bytes each, which are position u64, kind u8, locator, length of
     * the envelope u32, its first 56 and its last 16 bytes. An envelope shorter than 72 bytes is
     * {@link KeymasterException.Code#CORRUPT}.
     *
     * @param count 1 to 4096
     */
    byte[] tags(long first, int count);

    /** Returns whether there is a row at a position below 0, or at this one or beyond. */
    boolean hasRowsBeyond(long position);

    /** Returns the hashes of a tile, a multiple of 32 bytes, or null; zeros stand for none yet. */
    byte @Nullable [] tile(int level, long index);

    /** Returns the event with that number (from 0), or null. */
    byte @Nullable [] event(long number);

    /** Returns a cursor over the events from {@code first} on, in ascending order. */
    Cursor<StoredEvent> events(long first);
  }

  /** What can be changed. Valid only inside the body it was given to. */
  interface Transaction extends Snapshot {
    /** Sets the named part. */
    void putPart(String name, byte[] value);

    /**
     * Inserts the row, or replaces the one at its position. A locator that another position has is
     * {@link KeymasterException.Code#CORRUPT}.
     */
    void putRow(SealedRow row);

    /** Removes the row at that position; its old content is overwritten in the file. */
    void removeRow(long position);

    /**
     * Has everything that this transaction replaces overwritten in the file too, not only what it
     * removes: for a slot that must not open the vault any more. Costs two more flushes.
     */
    void eraseReplaced();

    /** Sets the hashes of a tile. */
    void putTile(int level, long index, byte[] hashes);

    /** Removes all tiles; they are written anew in the same transaction. */
    void clearTiles();

    /**
     * Appends an event under the next free number, which must be {@code number}; anything else is
     * {@link KeymasterException.Code#CORRUPT}.
     */
    void appendEvent(long number, byte[] sealed);

    /**
     * Removes the events below that number, but never the newest one; their content is overwritten.
     */
    void removeEvents(long below);
  }

  /** Walks over results; must be closed. */
  interface Cursor<T> extends AutoCloseable {
    /** Returns the next one, or null at the end. */
    @Nullable T next();

    @Override
    void close();
  }

  /**
   * An event as it is stored.
   *
   * @param number from 0
   * @param sealed envelope
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record StoredEvent(long number, byte[] sealed) {}
}
