package dev.keymaster.storage;

import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.SealedRowsContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The store on SQLite keeps the contract. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class SqliteRowsTests extends SealedRowsContract {
  @TempDir private Path directory;

  @Override
  protected SealedRows create() {
    return SqliteRows.create(directory.resolve("home/vault.db"), Duration.ofSeconds(10));
  }

  @Override
  protected SealedRows another() {
    return SqliteRows.open(directory.resolve("home/vault.db"), Duration.ofSeconds(10));
  }
}
