package dev.keymaster.model;

import java.util.List;

/**
 * Port: databases of SQLite as bytes in memory; none of it is ever a file. Pages are those of
 * SQLCipher: {@value #PAGE} bytes, of which the last {@value #RESERVED} are left free.
 */
public interface Databases {
  /** What every one begins with that is not encrypted (sqlite.org, "Database File Format", 1.3). */
  String MARK = "SQLite format 3\0";

  /** Length of a page, bytes. */
  int PAGE = 4096;

  /** What SQLite leaves free at the end of each page, bytes. */
  int RESERVED = 80;

  /**
   * Makes a database of these tables, which stay the caller's.
   *
   * @return its bytes, which the caller zeroes
   */
  byte[] write(List<DatabaseTable> tables);

  /**
   * Reads all tables of a database that anybody may have made; nothing in it is run. DAMAGED if it
   * is damaged, USAGE if it has more than tables, or more than anybody can want.
   *
   * @param image its bytes, which stay the caller's
   * @return the tables in the order of their names, which the caller closes
   */
  List<DatabaseTable> read(byte[] image);
}
