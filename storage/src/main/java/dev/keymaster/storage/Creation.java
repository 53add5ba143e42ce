package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How a file becomes a store: made new, taken over unfinished, checked, or lifted. */
final class Creation {
  private static final String LAYOUT =
      """
      PRAGMA page_size = 4096;
      PRAGMA encoding = 'UTF-8';
      PRAGMA auto_vacuum = NONE;
      PRAGMA journal_mode = WAL;
      """;

  private Creation() {}

  /** Makes the tables in a new file or in one that was left unfinished; under the writer lock. */
  static Path make(Path file, Duration patience, Schema schema) {
    if (PrivateFiles.exists(file)) {
      PrivateFiles.check(file);
      if (!unfinished(file, patience, schema)) {
        throw new KeymasterException(
            Code.CONFLICT,
            PrivateFiles.name(file) + " exists already",
            "keymaster vault status; to start anew, move that file away first");
      }
      fill(file, patience, schema);
    } else {
      makeNew(file, patience, schema);
    }
    return file;
  }

  /** Opens a session on a store of exactly this version. */
  static Session openChecked(Path file, Duration patience, Schema schema) {
    Session session = Session.open(file, patience);
    try {
      if (schema.check(session) != schema.version()) {
        throw KeymasterException.corrupt(
            PrivateFiles.name(file) + " went back to an older file version");
      }
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Opens the first session, after lifting the store to this version if it is older. */
  static Session openAndLift(Path file, Duration patience, Schema schema, WriterLock lock) {
    checkNotEmpty(file);
    Session session = Session.open(file, patience);
    try {
      if (schema.check(session) < schema.version()) {
        lift(session, schema, lock, patience);
      }
      session.run("PRAGMA journal_mode = WAL"); // somebody may have changed it
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void lift(Session session, Schema schema, WriterLock lock, Duration patience) {
    lock.hold(patience, () -> session.transact(() -> schema.lift(session, schema.check(session))));
  }

  private static void makeNew(Path file, Duration patience, Schema schema) {
    try {
      PrivateFiles.create(file).close();
      PrivateFiles.syncDirectory(file);
      fill(file, patience, schema);
    } catch (IOException e) {
      throw PrivateFiles.failure(file, e);
    } catch (RuntimeException e) {
      throw withdrawn(file, e);
    }
  }

  private static void fill(Path file, Duration patience, Schema schema) {
    try (Session session = Session.open(file, patience)) {
      if (Schema.blank(session)) {
        session.run(LAYOUT);
        session.transact(() -> schema.lift(session, 0));
      }
    }
  }

  /** Returns whether nothing was ever stored in what is there. */
  private static boolean unfinished(Path file, Duration patience, Schema schema) {
    try (Session session = Session.open(file, patience)) {
      return Schema.blank(session)
          || (schema.check(session) == schema.version()
              && session.number("SELECT count(*) FROM part") == 0);
    } catch (KeymasterException e) {
      return false; // whatever it is, it is not ours to write over
    }
  }

  private static void checkNotEmpty(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw new KeymasterException(
            Code.CORRUPT,
            PrivateFiles.name(file) + " is empty: making the vault was interrupted",
            "keymaster vault init; if keys were in it: keymaster vault restore FILE");
      }
    } catch (IOException e) {
      throw PrivateFiles.failure(file, e);
    }
  }

  /** A file that could not be finished must not look like a vault. */
  private static RuntimeException withdrawn(Path file, RuntimeException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }
}
