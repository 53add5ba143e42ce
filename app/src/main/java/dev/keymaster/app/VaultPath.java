package dev.keymaster.app;

import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import dev.keymaster.service.VaultFile;
import dev.keymaster.storage.SqliteRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.UnaryOperator;

/**
 * The vault as a SQLite file, and what is kept beside it: safety copies, failed attempts, a freeze
 * that waits, fingerprints.
 *
 * @param rows goes around its rows, to time them
 */
record VaultPath(
    Path path,
    CopyFiles copies,
    FailedUnlocks failedUnlocks,
    HeldFreeze heldFreeze,
    Fingerprints fingerprints,
    UnaryOperator<SealedRows> rows)
    implements VaultFile {

  @Override
  public boolean exists() {
    return SqliteRows.exists(path);
  }

  @Override
  public Object identity() {
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.fileKey() == null ? now.creationTime() : now.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }

  @Override
  public Object stamp() {
    return SqliteRows.stamp(path);
  }

  @Override
  public SealedRows open() {
    return rows.apply(SqliteRows.open(path, SqliteRows.PATIENCE));
  }

  @Override
  public SealedRows other(String other) {
    if (!SqliteRows.exists(Path.of(other))) {
      throw new KeymasterException(
          KeymasterException.Code.NOT_FOUND, "there is no file " + other, "");
    }
    return SqliteRows.open(Path.of(other), SqliteRows.PATIENCE);
  }

  @Override
  public SealedRows create() {
    return rows.apply(SqliteRows.create(path, SqliteRows.PATIENCE));
  }

  @Override
  public void discard() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE,
          "could not remove the unfinished vault at " + path,
          "remove it by hand: it holds no key",
          e);
    }
  }

  @Override
  public String location() {
    return path.toString();
  }
}
