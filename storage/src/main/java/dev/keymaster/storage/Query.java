package dev.keymaster.storage;

/** Every statement that runs on rows; a session prepares each when it is first needed. */
enum Query {
  PART("SELECT value FROM part WHERE name = ?"),
  PUT_PART("INSERT OR REPLACE INTO part(name, value) VALUES(?, ?)"),
  ROW("SELECT position, kind, locator, sealed FROM row WHERE locator = ?"),
  ROWS("SELECT position, kind, locator, sealed FROM row ORDER BY position"),
  PUT_ROW(
      """
      INSERT INTO row(position, kind, locator, sealed) VALUES(?, ?, ?, ?)
      ON CONFLICT(position) DO UPDATE
      SET kind = excluded.kind, locator = excluded.locator, sealed = excluded.sealed\
      """),
  REMOVE_ROW("DELETE FROM row WHERE position = ?"),
  TILE("SELECT hashes FROM tile WHERE level = ? AND number = ?"),
  PUT_TILE("INSERT OR REPLACE INTO tile(level, number, hashes) VALUES(?, ?, ?)"),
  CLEAR_TILES("DELETE FROM tile"),
  EVENT("SELECT sealed FROM event WHERE number = ?"),
  EVENTS("SELECT number, sealed FROM event WHERE number >= ? ORDER BY number"),
  LAST_EVENT("SELECT number FROM event ORDER BY number DESC LIMIT 1"),
  APPEND_EVENT("INSERT INTO event(number, sealed) VALUES(?, ?)");

  private final String sql;

  Query(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
