package dev.keymaster.storage;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows.Cursor;
import dev.keymaster.model.SealedRows.StoredEvent;
import dev.keymaster.model.SealedRows.Transaction;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One body's view of the file, for reading or for writing; dead once the body has ended. */
final class SqliteTransaction implements Transaction, AutoCloseable {
  private static final int LOCATOR = 32;
  private static final Pattern PART_NAME = Pattern.compile("[a-z]{1,32}");

  /** Length of a row in what {@link Query#TAGS} finds. */
  private static final int PACKED = 7 + LOCATOR + 56 + 16;

  private final Session session;
  private final List<SqliteCursor<?>> cursors = new ArrayList<>();
  private boolean ended;
  private boolean erases;

  /** The number of the next event; below 0 as long as nobody asked. */
  private long nextEvent = -1;

  SqliteTransaction(Session session) {
    this.session = session;
  }

  /** Returns whether content was removed or replaced that must not linger in the log. */
  boolean erases() {
    return erases;
  }

  @Override
  public byte @Nullable [] part(String name) {
    return alive().first(Query.PART, this::blob, name);
  }

  @Override
  public @Nullable SealedRow row(byte[] locator) {
    return alive().first(Query.ROW, this::row, (Object) locator);
  }

  @Override
  public Cursor<SealedRow> rows() {
    return kept(alive().walk(Query.ROWS, this::row));
  }

  @Override
  public byte[] tags(long first, int count) {
    long last = first + count - 1;
    byte[] tags = alive().first(Query.TAGS, found -> tags(found, first), first, last);
    return tags == null ? new byte[0] : tags;
  }

  @Override
  public boolean hasRowsBeyond(long position) {
    Long found = alive().first(Query.BEYOND, result -> result.getLong(1), position);
    return found == null || found != 0;
  }

  @Override
  public byte @Nullable [] tile(int level, long index) {
    return alive().first(Query.TILE, this::blob, (long) level, index);
  }

  @Override
  public byte @Nullable [] event(long number) {
    return alive().first(Query.EVENT, this::blob, number);
  }

  @Override
  public Cursor<StoredEvent> events(long first) {
    return kept(alive().walk(Query.EVENTS, this::event, first));
  }

  @Override
  public void putPart(String name, byte[] value) {
    if (!PART_NAME.matcher(name).matches()) {
      throw new BugException("not a part name: " + name);
    }
    alive().change(Query.PUT_PART, name, fitting(value));
  }

  @Override
  public void putRow(SealedRow row) {
    if (row.position() < 0
        || row.kind() < 1
        || row.kind() > 255
        || row.locator().length != LOCATOR) {
      throw new BugException("a malformed row for position " + row.position());
    }
    alive()
        .change(
            Query.PUT_ROW, row.position(), (long) row.kind(), row.locator(), fitting(row.sealed()));
  }

  @Override
  public void removeRow(long position) {
    alive().change(Query.REMOVE_ROW, position);
    erases = true;
  }

  @Override
  public void eraseReplaced() {
    alive();
    erases = true;
  }

  @Override
  public void putTile(int level, long index, byte[] hashes) {
    alive().change(Query.PUT_TILE, (long) level, index, fitting(hashes));
  }

  @Override
  public void clearTiles() {
    alive().change(Query.CLEAR_TILES);
  }

  @Override
  public void appendEvent(long number, byte[] sealed) {
    if (nextEvent < 0) {
      Long last = alive().first(Query.LAST_EVENT, found -> found.getLong(1));
      nextEvent = last == null ? 0 : last + 1;
    }
    if (number != nextEvent) {
      throw damaged("would have event " + nextEvent + " next, not " + number);
    }
    alive().change(Query.APPEND_EVENT, number, fitting(sealed));
    nextEvent++;
  }

  @Override
  public void removeEvents(long below) {
    alive().change(Query.REMOVE_EVENTS, below);
    erases = true;
  }

  /** Ends the body's use of this; cursors it left open are closed. */
  @Override
  public void close() {
    ended = true;
    cursors.forEach(SqliteCursor::close);
  }

  private Session alive() {
    if (ended) {
      throw new BugException("the transaction has ended");
    }
    return session;
  }

  private <T> Cursor<T> kept(SqliteCursor<T> cursor) {
    cursors.add(cursor);
    return cursor;
  }

  private byte[] blob(ResultSet found) throws SQLException {
    return blob(found, 1);
  }

  private SealedRow row(ResultSet found) throws SQLException {
    long position = found.getLong(1);
    long kind = found.getLong(2);
    byte[] locator = blob(found, 3);
    if (position < 0 || kind < 1 || kind > 255 || locator.length != LOCATOR) {
      throw damaged("has a malformed row at position " + position);
    }
    return new SealedRow(position, (int) kind, locator, blob(found, 4));
  }

  private byte[] tags(ResultSet found, long first) throws SQLException {
    int rows = found.getInt(1);
    if (rows == 0) {
      return new byte[0];
    }
    byte[] packed = blob(found, 3);
    if (found.getLong(2) != 0 || packed.length != rows * PACKED) {
      throw damaged("has a malformed row behind position " + first);
    }
    ByteBuffer tags = ByteBuffer.allocate(rows * (PACKED + 6));
    for (int at = 0; at < packed.length; at += PACKED) {
      tags.putLong(first + sevens(packed, at, 2)).put(packed[at + 2]);
      tags.put(packed, at + 7, LOCATOR).putInt(sevens(packed, at + 3, 4));
      tags.put(packed, at + 7 + LOCATOR, PACKED - 7 - LOCATOR);
    }
    return tags.array();
  }

  private static int sevens(byte[] packed, int at, int groups) {
    int number = 0;
    for (int i = at; i < at + groups; i++) {
      number = (number << 7) | packed[i];
    }
    return number;
  }

  private StoredEvent event(ResultSet found) throws SQLException {
    return new StoredEvent(found.getLong(1), blob(found, 2));
  }

  private byte[] blob(ResultSet found, int column) throws SQLException {
    byte[] bytes = found.getBytes(column);
    if (bytes == null) {
      throw damaged("lacks a value that must be there");
    }
    return bytes;
  }

  private static byte[] fitting(byte[] value) {
    if (value.length > Session.LARGEST) {
      throw new BugException("a value of " + value.length + " bytes is too large to store");
    }
    return value;
  }

  private KeymasterException damaged(String what) {
    return KeymasterException.corrupt(PrivateFiles.name(session.file()) + " " + what);
  }
}
