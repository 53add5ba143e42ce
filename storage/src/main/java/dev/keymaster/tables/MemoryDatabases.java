package dev.keymaster.tables;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.Databases;
import java.util.List;

/**
 * SQLite, on databases that it is handed as bytes. Thread-safe: each has a connection of its own.
 */
public final class MemoryDatabases implements Databases {
  /** Makes it; nothing is loaded yet. */
  public MemoryDatabases() {}

  @Override
  public byte[] write(List<DatabaseTable> tables) {
    try (MemoryDatabase database = MemoryDatabase.empty()) {
      TableWriter writer = new TableWriter(database);
      tables.forEach(writer::write);
      return database.image();
    }
  }

  @Override
  public List<DatabaseTable> read(byte[] image) {
    try (MemoryDatabase database = MemoryDatabase.of(image)) {
      return new TableReader(database).read();
    }
  }
}
