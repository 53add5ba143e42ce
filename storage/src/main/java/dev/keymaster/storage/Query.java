package dev.keymaster.storage;

/** Every statement that runs on rows; a session prepares each when it is first needed. */
final class Query {
  static final String PART = "SELECT value FROM part WHERE name = ?";

  /** Not a replacement, which would be another row and change the index too. */
  static final String PUT_PART =
      """
      INSERT INTO part(name, value) VALUES(?, ?)
      ON CONFLICT(name) DO UPDATE SET value = excluded.value\
      """;

  static final String ROW = "SELECT position, kind, locator, sealed FROM row WHERE locator = ?";
  static final String ROWS = "SELECT position, kind, locator, sealed FROM row ORDER BY position";

  /** Of all rows of a range at once, each 111 bytes; numbers in groups of seven bits. */
  static final String TAGS =
      """
      SELECT count(*),
        sum(length(locator) <> 32 OR length(sealed) < 72 OR kind NOT BETWEEN 1 AND 127),
        CAST(group_concat(
          char(position - ?1 >> 7 & 127, position - ?1 & 127, kind, length(sealed) >> 21 & 127,
            length(sealed) >> 14 & 127, length(sealed) >> 7 & 127, length(sealed) & 127)
          || locator || substr(sealed, 1, 56) || substr(sealed, -16), '') AS BLOB)
      FROM row WHERE position BETWEEN ?1 AND ?2\
      """;

  static final String BEYOND =
      "SELECT EXISTS(SELECT 1 FROM row WHERE position < 0)"
          + " OR EXISTS(SELECT 1 FROM row WHERE position >= ?)";
  static final String PUT_ROW =
      """
      INSERT INTO row(position, kind, locator, sealed) VALUES(?, ?, ?, ?)
      ON CONFLICT(position) DO UPDATE
      SET kind = excluded.kind, locator = excluded.locator, sealed = excluded.sealed\
      """;
  static final String REMOVE_ROW = "DELETE FROM row WHERE position = ?";
  static final String TILE = "SELECT hashes FROM tile WHERE level = ? AND number = ?";
  static final String PUT_TILE =
      "INSERT OR REPLACE INTO tile(level, number, hashes) VALUES(?, ?, ?)";
  static final String CLEAR_TILES = "DELETE FROM tile";
  static final String EVENT = "SELECT sealed FROM event WHERE number = ?";
  static final String EVENTS = "SELECT number, sealed FROM event WHERE number >= ? ORDER BY number";
  static final String LAST_EVENT = "SELECT number FROM event ORDER BY number DESC LIMIT 1";
  static final String REMOVE_EVENTS =
      "DELETE FROM event WHERE number < ? AND number < (SELECT max(number) FROM event)";
  static final String APPEND_EVENT = "INSERT INTO event(number, sealed) VALUES(?, ?)";

  private Query() {}
}
