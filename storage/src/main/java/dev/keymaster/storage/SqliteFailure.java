package dev.keymaster.storage;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in words what SQLite says in codes (sqlite.org/rescode.html). */
final class SqliteFailure {
  private static final int PRIMARY = 0xff;

  private SqliteFailure() {}

  /** Returns what went wrong on that file and how to mend it. */
  static RuntimeException of(SQLException e, Path file) {
    String name = PrivateFiles.name(file);
    if (code(e) == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code) {
      return full(e, file); // the index of the log could not grow
    }
    return switch (SQLiteErrorCode.getErrorCode(code(e) & PRIMARY)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
          failure(
              Code.CONFLICT,
              "another program is writing to " + name,
              "close the program that has it open, for example a database browser",
              e);
      case SQLITE_FULL -> full(e, file);
      case SQLITE_IOERR ->
          failure(
              Code.FAILURE,
              "the disk failed on " + name + " (" + resultCode(e) + ")",
              "check the disk, then keymaster vault verify",
              e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          failure(
              Code.FAILURE,
              name + " cannot be written to (" + resultCode(e) + ")",
              "make it and its directory writable, see: ls -ld " + Ownership.quote(file),
              e);
      case SQLITE_CANTOPEN ->
          failure(
              Code.FAILURE,
              name + " cannot be opened (" + resultCode(e) + ")",
              "see: ls -ld " + Ownership.quote(file),
              e);
      case SQLITE_NOMEM -> failure(Code.FAILURE, "not enough memory to read " + name, "", e);
      case SQLITE_NOTADB -> damaged(name + " is not a Keymaster vault", e);
      case SQLITE_TOOBIG -> damaged(name + " holds a value that is too large", e);
      case SQLITE_CORRUPT,
          SQLITE_FORMAT,
          SQLITE_CONSTRAINT,
          SQLITE_MISMATCH,
          SQLITE_SCHEMA,
          SQLITE_ERROR ->
          damaged(name + " is damaged (" + resultCode(e) + ")", e);
      default -> new BugException("SQLite was misused (" + resultCode(e) + ")", e);
    };
  }

  private static KeymasterException full(SQLException e, Path file) {
    return failure(
        Code.FAILURE,
        "the disk is full, " + PrivateFiles.name(file) + " was not changed",
        "free some space, see: df " + Ownership.quote(file),
        e);
  }

  /**
   * Returns whether nothing this process holds open on the file can be relied on any more. The
   * driver finalises a statement that met an oversized value, so that it cannot be used again.
   */
  static boolean breaksSession(SQLException e) {
    return switch (SQLiteErrorCode.getErrorCode(code(e) & PRIMARY)) {
      case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FULL, SQLITE_NOMEM, SQLITE_TOOBIG ->
          true;
      default -> false;
    };
  }

  private static int code(SQLException e) {
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
  }

  private static String resultCode(SQLException e) {
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "no code";
  }

  private static KeymasterException failure(
      Code code, String message, String hint, SQLException cause) {
    return new KeymasterException(code, message, hint, cause);
  }

  private static KeymasterException damaged(String message, SQLException cause) {
    KeymasterException corrupt = KeymasterException.corrupt(message);
    return new KeymasterException(corrupt.code(), message, corrupt.hint(), cause);
  }
}
