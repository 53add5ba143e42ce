package dev.keymaster.testkit;

import dev.keymaster.model.Databases;

/** What remembers tables keeps the contract. */
class MemoryTablesTests extends DatabasesContract {
  @Override
  protected Databases databases() {
    return new MemoryTables();
  }
}
