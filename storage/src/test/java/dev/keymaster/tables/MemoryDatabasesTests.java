package dev.keymaster.tables;

import dev.keymaster.model.Databases;
import dev.keymaster.testkit.DatabasesContract;

/** SQLite keeps the contract. */
class MemoryDatabasesTests extends DatabasesContract {
  @Override
  protected Databases databases() {
    return new MemoryDatabases();
  }
}
