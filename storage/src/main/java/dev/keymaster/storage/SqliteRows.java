package dev.keymaster.storage;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRows;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sealed rows in one SQLite file in a private directory (docs/format.md). Write-ahead log, one
 * fsync a commit, one writer over all processes, readers never wait. Everything that can be checked
 * without a key is checked before a row is read: mode, owner, kind of file, schema word for word.
 */
public final class SqliteRows implements SealedRows {
  /** How long a writer waits for others unless told otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What SQLite and we keep beside the file. */
  private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal", ".lock");

  private final WriterLock lock;
  private final Sessions sessions;
  private final Duration patience;

  /** Whether the log may hold what was erased; guarded by the writer lock. */
  private boolean lingering;

  private volatile boolean closed;

  private SqliteRows(WriterLock lock, Sessions sessions, Duration patience) {
    this.lock = lock;
    this.sessions = sessions;
    this.patience = patience;
  }

  /** Returns whether there is something at that path, be it a vault or not. */
  public static boolean exists(Path file) {
    return PrivateFiles.exists(file);
  }

  /**
   * Returns what tells the state of that file from the one before the last commit, whoever made it:
   * times and lengths of the file and of its write-ahead log, so nothing is opened.
   */
  public static Object stamp(Path file) {
    File log = new File(file + "-wal");
    return List.of(
        file.toFile().lastModified(), file.toFile().length(), log.lastModified(), log.length());
  }

  /**
   * Makes an empty store, 0600 in a directory 0700, and opens it. What a creation left behind that
   * was killed before anything was stored is taken over; anything else is never overwritten.
   *
   * @param patience how long to wait for other writers
   * @throws KeymasterException CONFLICT if something is there already
   */
  public static SqliteRows create(Path file, Duration patience) {
    Path real = PrivateFiles.directory(directory(file)).resolve(fileName(file));
    try (WriterLock lock = WriterLock.of(real)) {
      lock.hold(patience, () -> Creation.make(real, patience, Schema.CURRENT));
    }
    return open(real, patience);
  }

  /**
   * Opens a store that exists, lifting it to this release's file version if it is older.
   *
   * @param patience how long a write waits for other writers, usually {@link #PATIENCE}
   * @throws KeymasterException LOCKED if there is none; DENIED for a wrong mode, owner or kind of
   *     file; CORRUPT if it is not a vault; FAILURE if it was made by a newer Keymaster or the disk
   *     fails
   */
  public static SqliteRows open(Path file, Duration patience) {
    return open(file, patience, Schema.CURRENT);
  }

  static SqliteRows open(Path file, Duration patience, Schema schema) {
    Path real = checked(file);
    WriterLock lock = WriterLock.of(real);
    try {
      Session first = Creation.openAndLift(real, patience, schema, lock);
      Sessions sessions = new Sessions(() -> Creation.openChecked(real, patience, schema), first);
      return new SqliteRows(lock, sessions, patience);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    checkOpen();
    Session session = sessions.forReading();
    try {
      session.run("BEGIN");
      try (SqliteTransaction view = new SqliteTransaction(session)) {
        return body.apply(view);
      } finally {
        session.rollBack();
      }
    } finally {
      sessions.done(session);
    }
  }

  @Override
  public <T> T write(Function<Transaction, T> body) {
    checkOpen();
    return lock.hold(
        patience,
        () -> {
          Session session = sessions.forWriting();
          try {
            return commit(session, body);
          } finally {
            sessions.done(session);
          }
        });
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      sessions.close();
      lock.close();
    }
  }

  private <T> T commit(Session session, Function<Transaction, T> body) {
    T result =
        session.transact(() -> {
          Schema.checkUnchanged(session);
          try (SqliteTransaction change = new SqliteTransaction(session)) {
            T value = body.apply(change);
            lingering |= change.erases();
            return value;
          }
        });
    if (lingering) {
      lingering = !session.emptyLog();
    }
    return result;
  }

  private void checkOpen() {
    if (closed) {
      throw new BugException("the store is closed");
    }
  }

  private static Path checked(Path file) {
    Path directory = directory(file);
    if (!PrivateFiles.exists(directory) || !PrivateFiles.exists(file)) {
      throw new KeymasterException(
          Code.LOCKED, "there is no vault at " + PrivateFiles.name(file), "keymaster vault init");
    }
    Path real = PrivateFiles.directory(directory).resolve(fileName(file));
    PrivateFiles.check(real);
    for (String companion : COMPANIONS) {
      Path beside = real.resolveSibling(real.getFileName() + companion);
      if (PrivateFiles.exists(beside)) {
        PrivateFiles.check(beside);
      }
    }
    return real;
  }

  private static Path directory(Path file) {
    @Nullable Path directory = file.toAbsolutePath().normalize().getParent();
    if (directory == null) {
      throw KeymasterException.usage(PrivateFiles.name(file) + " is not a file", "");
    }
    return directory;
  }

  /** The driver takes what follows a question mark for settings. */
  private static Path fileName(Path file) {
    if (file.toAbsolutePath().toString().indexOf('?') >= 0) {
      throw KeymasterException.usage(
          "a vault cannot be kept under a name with a question mark: " + PrivateFiles.name(file),
          "choose another directory in KEYMASTER_HOME");
    }
    return file.toAbsolutePath().normalize().getFileName();
  }
}
