package dev.keymaster.audit;

import dev.keymaster.model.SealedRows;
import dev.keymaster.model.SealedRows.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a log, one after the other, as a store has them. Where it has no event there is a
 * hash that no event has, or that of the event that was pruned.
 */
final class Events implements AutoCloseable {
  private static final byte[] ABSENT = new byte[MerkleFrontier.HASH];

  private final LogTiles tiles;
  private final long pruned;
  private final SealedRows.Cursor<StoredEvent> cursor;
  private @Nullable StoredEvent next;

  Events(SealedRows.Snapshot rows, LogTiles tiles, long pruned, long from) {
    this.tiles = tiles;
    this.pruned = pruned;
    this.cursor = rows.events(from);
    this.next = cursor.next();
  }

  /** Returns the hash of the event with that number, which must not go down from call to call. */
  byte[] leaf(long number) {
    skipTo(number);
    StoredEvent event = next;
    if (event != null && event.number() == number) {
      return MerkleFrontier.leaf(event.sealed());
    }
    byte[] hash = number < pruned ? tiles.leaf(number) : null;
    return hash == null ? ABSENT : hash;
  }

  /** Tells whether there is any event from that number on. */
  boolean reach(long number) {
    skipTo(number);
    return next != null;
  }

  private void skipTo(long number) {
    while (next != null && next.number() < number) {
      next = cursor.next();
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
