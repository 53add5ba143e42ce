package dev.keymaster.storage;

import dev.keymaster.model.BugException;
import dev.keymaster.model.SealedRows.Cursor;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Walks over the results of one statement and closes it. */
final class SqliteCursor<T> implements Cursor<T> {
  private final Session session;
  private final PreparedStatement statement;
  private final ResultSet found;
  private final Session.Reader<T> reader;
  private boolean closed;

  SqliteCursor(
      Session session, PreparedStatement statement, ResultSet found, Session.Reader<T> reader) {
    this.session = session;
    this.statement = statement;
    this.found = found;
    this.reader = reader;
  }

  @Override
  public @Nullable T next() {
    if (closed) {
      throw new BugException("the cursor is closed");
    }
    try {
      return found.next() ? reader.read(found) : null;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      found.close();
      statement.close();
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }
}
