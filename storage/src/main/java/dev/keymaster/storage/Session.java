package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * One connection to the file with our settings, used by one thread at a time. Turns every
 * SQLException into a failure that a person can act on.
 */
final class Session implements AutoCloseable {
  /** No stored value is larger: one is refused before memory is given to it. */
  static final int LARGEST = (2 << 20) + 72;

  private static final int READ_WRITE = 0x2;
  private static final int NO_MUTEX = 0x8000;
  private static final int PRIVATE_CACHE = 0x40000;
  private static final int NO_FOLLOW = 0x1000000;

  /** How long emptying the log waits for readers. */
  private static final int READER_MILLIS = 250;

  /** What a row of {@link #LARGEST} needs besides. */
  private static final int ROW_SLACK = 1 << 12;

  private static final String SETTINGS =
      """
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA mmap_size = 0;
      PRAGMA temp_store = MEMORY;
      PRAGMA secure_delete = ON;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      """;

  private final Path file;
  private final JDBC4Connection connection;
  private final int patienceMillis;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private long schemaChecked;
  private boolean broken;

  private Session(Path file, JDBC4Connection connection, int patienceMillis) {
    this.file = file;
    this.connection = connection;
    this.patienceMillis = patienceMillis;
  }

  /**
   * Opens a file that exists and was checked; its content is not looked at yet.
   *
   * @param patience how long SQLite waits for other programs
   */
  static Session open(Path file, Duration patience) {
    Driver.checkLibrary();
    Properties settings = new Properties();
    settings.setProperty(
        "open_mode", Integer.toString(READ_WRITE | NO_MUTEX | PRIVATE_CACHE | NO_FOLLOW));
    int patienceMillis = Math.toIntExact(patience.toMillis());
    settings.setProperty("busy_timeout", Integer.toString(patienceMillis));
    settings.setProperty("limit_length", Integer.toString(LARGEST + ROW_SLACK));
    settings.setProperty("limit_sql_length", "4096");
    settings.setProperty("limit_column", "16");
    settings.setProperty("limit_attached", "0");
    settings.setProperty("limit_trigger_depth", "1");
    settings.setProperty("limit_worker_threads", "0");
    settings.setProperty("jdbc.get_generated_keys", "false"); // nobody asks, each write would
    try {
      String path = file.toString();
      var connection = new JDBC4Connection("jdbc:sqlite:" + path, path, settings);
      Session session = new Session(file, connection, patienceMillis);
      session.runOrClose(SETTINGS);
      return session;
    } catch (SQLException e) {
      throw SqliteFailure.of(e, file);
    }
  }

  Path file() {
    return file;
  }

  /** Returns the number of the tables that were checked (PRAGMA schema_version). */
  long schemaChecked() {
    return schemaChecked;
  }

  void noteSchema(long number) {
    schemaChecked = number;
  }

  /** Returns whether this session must not be used again. */
  boolean broken() {
    return broken;
  }

  /** Runs statements that return nothing. */
  void run(String sql) {
    try {
      if (connection.getDatabase()._exec(sql) != 0) {
        connection.getDatabase().throwex(1);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns the number that a query without parameters finds, 0 if it finds none. */
  long number(String sql) {
    Long found = first(sql, result -> result.getLong(1));
    return found == null ? 0 : found;
  }

  /** Returns the first result, or null. */
  <T> @Nullable T first(String sql, Reader<T> reader, Object... arguments) {
    try (ResultSet found = bound(sql, arguments).executeQuery()) {
      return found.next() ? reader.read(found) : null;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Changes rows. */
  void change(String sql, Object... arguments) {
    try {
      bound(sql, arguments).executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Walks over all results, with a statement of its own. */
  <T> SqliteCursor<T> walk(String sql, Reader<T> reader, Object... arguments) {
    try {
      PreparedStatement statement = connection.prepareStatement(sql);
      return new SqliteCursor<>(this, statement, bind(statement, arguments).executeQuery(), reader);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns the failure to throw, having noted whether this session survived it. */
  RuntimeException failure(SQLException e) {
    broken |= SqliteFailure.breaksSession(e);
    return SqliteFailure.of(e, file);
  }

  /** Runs {@code body} in one transaction; when it throws nothing has changed. */
  <T> T transact(Supplier<T> body) {
    run("BEGIN IMMEDIATE");
    boolean committed = false;
    try {
      T result = body.get();
      run("COMMIT");
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  /**
   * Moves the log into the file and cuts it to nothing, so that what was erased is in neither.
   *
   * @return whether that worked; if not, because somebody reads or the disk fails, it is to be
   *     tried again after the next commit, and the last to close the file does it anyway
   */
  boolean emptyLog() {
    try {
      connection.setBusyTimeout(READER_MILLIS);
      boolean busy = number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
      connection.setBusyTimeout(patienceMillis);
      return !busy;
    } catch (KeymasterException | SQLException e) {
      broken = true; // the commit stands; only this session is given up
      return false;
    }
  }

  /** Ends the transaction and forgets it; harmless if SQLite has done so already. */
  void rollBack() {
    try {
      if (connection.getDatabase()._exec("ROLLBACK") != 0) {
        broken = true;
      }
    } catch (SQLException e) {
      broken = true; // closing it rolls back
    }
  }

  /** Closes; what was committed stays committed whatever the disk says now. */
  @Override
  public void close() {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException e) {
      broken = true;
    }
  }

  private PreparedStatement bound(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return bind(statement, arguments);
  }

  private static PreparedStatement bind(PreparedStatement statement, Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i]; // a pattern switch would cost a cold start 5 ms
      if (argument instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else if (argument instanceof Long number) {
        statement.setLong(i + 1, number);
      } else {
        statement.setString(i + 1, argument.toString());
      }
    }
    return statement;
  }

  private void runOrClose(String sql) {
    try {
      run(sql);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Makes a value of the row a result stands on. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet found) throws SQLException;
  }
}
