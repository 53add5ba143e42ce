package dev.keymaster.tables;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Databases;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.storage.Driver;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * One database in memory. SQLite gets a copy of it and makes no file: no journal, no temporary one.
 * Its own memory is freed and not wiped, and ends with the process. Used by one thread.
 */
final class MemoryDatabase implements AutoCloseable {
  /** No cell is larger. */
  private static final int LARGEST = 2 << 20;

  /** How much SQLite may do for one database, in steps of its machine. */
  private static final int STEPS = 50_000_000;

  private static final int STEPS_AT_A_TIME = 10_000;
  private static final int PRIMARY = 0xff;

  /** Where the header says how the file is written and read; 2 is for a write-ahead log. */
  private static final int WRITING = 18;

  private static final int READING = 19;

  /** Where it says how texts are written: 1 for UTF-8, 0 where there was none yet. */
  private static final int ENCODING = 56;

  private static final int UTF_8 = 1;

  private static final String SETTINGS =
      """
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA ignore_check_constraints = ON;
      PRAGMA mmap_size = 0;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_mode = OFF;
      """;

  private final JDBC4Connection connection;

  private MemoryDatabase(JDBC4Connection connection) {
    this.connection = connection;
  }

  /** Makes one without a table. */
  static MemoryDatabase empty() {
    return opened(blank(), "", STEPS);
  }

  /** Opens one that anybody may have made; it cannot be written to. */
  static MemoryDatabase of(byte[] image) {
    return of(image, STEPS);
  }

  /** As {@link #of(byte[])}, with another number of steps. */
  static MemoryDatabase of(byte[] image, int steps) {
    if (image.length < Databases.PAGE) {
      throw damaged("it has no page");
    }
    if (ByteBuffer.wrap(image).getInt(ENCODING) > UTF_8) {
      throw KeymasterException.usage(
          "the texts of this database are UTF-16", "export its table of keys as CSV");
    }
    byte[] copy = image.clone();
    copy[WRITING] = 1; // there is no log beside it
    copy[READING] = 1;
    return opened(copy, "PRAGMA query_only = ON", steps);
  }

  private static MemoryDatabase opened(byte[] image, String more, int steps) {
    Driver.checkLibrary();
    try {
      var connection = new JDBC4Connection("jdbc:sqlite::memory:", ":memory:", limits());
      MemoryDatabase database = new MemoryDatabase(connection);
      try {
        connection.deserialize("main", image);
        ProgressHandler.setHandler(connection, STEPS_AT_A_TIME, new Patience(steps));
        database.run(SETTINGS + more);
        return database;
      } catch (SQLException | RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      Arrays.fill(image, (byte) 0);
    }
  }

  private static Properties limits() {
    Properties limits = new Properties();
    limits.setProperty("limit_length", Integer.toString(LARGEST));
    limits.setProperty("limit_sql_length", "65536");
    limits.setProperty("limit_column", "256");
    limits.setProperty("limit_expr_depth", "100");
    limits.setProperty("limit_attached", "0");
    limits.setProperty("limit_trigger_depth", "1");
    limits.setProperty("limit_worker_threads", "0");
    limits.setProperty("jdbc.get_generated_keys", "false");
    return limits;
  }

  /** Stops SQLite once it did more than that. */
  private static final class Patience extends ProgressHandler {
    private int left;

    Patience(int steps) {
      this.left = steps / STEPS_AT_A_TIME;
    }

    @Override
    protected int progress() {
      return left-- > 0 ? 0 : 1;
    }
  }

  /**
   * The first page of a database without a table, by hand, since SQLite alone would leave nothing
   * free at the end of a page (sqlite.org, "Database File Format", 1.3 and 1.6).
   */
  private static byte[] blank() {
    ByteBuffer page = ByteBuffer.allocate(Databases.PAGE);
    page.put(Databases.MARK.getBytes(US_ASCII));
    page.putShort((short) Databases.PAGE);
    page.put(new byte[] {1, 1, Databases.RESERVED, 64, 32, 32});
    page.putInt(28, 1); // pages
    page.putInt(44, 4); // what the schema may hold
    page.putInt(ENCODING, UTF_8);
    page.put(100, (byte) 13); // a leaf of a table, without a cell
    page.putShort(105, (short) (Databases.PAGE - Databases.RESERVED));
    return page.array();
  }

  /** Returns the bytes of it all, which the caller zeroes. */
  byte[] image() {
    try {
      return connection.serialize("main");
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Runs statements that return nothing. */
  void run(String sql) throws SQLException {
    if (connection.getDatabase()._exec(sql) != 0) {
      throw new SQLException("refused: " + sql);
    }
  }

  /** Prepares a statement, which the caller closes. */
  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Reads something of a row. */
  @FunctionalInterface
  interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** Looks at all rows. */
  void each(String sql, Row row) {
    try (PreparedStatement statement = prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.read(rows);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Says in words what SQLite says in codes (sqlite.org/rescode.html). */
  static RuntimeException failure(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return switch (SQLiteErrorCode.getErrorCode(code & PRIMARY)) {
      case SQLITE_INTERRUPT ->
          KeymasterException.usage(
              "this database takes too long to read", "export its table of keys as CSV");
      case SQLITE_TOOBIG ->
          KeymasterException.usage(
              "this database has something larger than 2 MiB in it", "is it one of keys?");
      case SQLITE_NOMEM ->
          new KeymasterException(Code.FAILURE, "not enough memory for this database", "", e);
      case SQLITE_MISUSE, SQLITE_RANGE -> new BugException("SQLite was misused in memory", e);
      default -> damaged(SQLiteErrorCode.getErrorCode(code).name());
    };
  }

  /** What is wrong inside a database that could be opened. */
  static KeymasterException damaged(String what) {
    return KeymasterException.damaged("this database is damaged inside: " + what);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // its memory is gone or will be with the process
    }
  }
}
