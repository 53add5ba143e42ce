package dev.keymaster.app;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import dev.keymaster.service.VaultFile;
import dev.keymaster.storage.SqliteRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The vault as a SQLite file. */
record VaultPath(Path path) implements VaultFile {
  @Override
  public boolean exists() {
    return SqliteRows.exists(path);
  }

  @Override
  public SealedRows open() {
    return SqliteRows.open(path, SqliteRows.PATIENCE);
  }

  @Override
  public SealedRows create() {
    return SqliteRows.create(path, SqliteRows.PATIENCE);
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
