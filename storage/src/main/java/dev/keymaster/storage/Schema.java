package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables, word for word, and the way to them from every released version. Version <i>n</i> is
 * what the first <i>n</i> steps make; a step that was released never changes.
 *
 * @param steps at least one
 */
record Schema(List<Step> steps) {
  /** "KMV1", in the file's header. */
  static final int APPLICATION = 0x4b4d5631;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE part(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
          "CREATE TABLE row(position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, locator BLOB NOT"
              + " NULL UNIQUE, sealed BLOB NOT NULL) STRICT",
          "CREATE TABLE tile(level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,"
              + " PRIMARY KEY(level, number)) STRICT, WITHOUT ROWID",
          "CREATE TABLE event(number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT");

  /** What this release reads and writes. */
  static final Schema CURRENT =
      new Schema(
          List.of(
              new Step(
                  TABLES,
                  List.of(
                      "index sqlite_autoindex_part_1 part",
                      "index sqlite_autoindex_row_1 row",
                      "table event event " + TABLES.get(3),
                      "table part part " + TABLES.get(0),
                      "table row row " + TABLES.get(1),
                      "table tile tile " + TABLES.get(2)))));

  /** Changes with every change to a table. */
  private static final String COOKIE = "PRAGMA schema_version";

  /** What SQLite says is in the file: type, name, table and text. */
  private static final String LINES =
      "SELECT type || ' ' || name || ' ' || tbl_name || coalesce(' ' || sql, '')"
          + " FROM sqlite_schema ORDER BY type, name";

  /**
   * One version up.
   *
   * @param statements what to run on the version before
   * @param result everything that is in the file afterwards, a line each: type, name, table, text
   */
  record Step(List<String> statements, List<String> result) {}

  int version() {
    return steps.size();
  }

  /** Returns whether nothing at all is in the file. */
  static boolean blank(Session session) {
    return session.number("PRAGMA application_id") == 0
        && session.number("PRAGMA user_version") == 0
        && lines(session).isEmpty();
  }

  /**
   * Checks that the file is a vault of a version this release knows, with exactly that version's
   * tables and nothing else.
   *
   * @return its version
   */
  int check(Session session) {
    String name = PrivateFiles.name(session.file());
    if (session.number("PRAGMA application_id") != APPLICATION) {
      throw KeymasterException.corrupt(name + " is not a Keymaster vault");
    }
    long version = session.number("PRAGMA user_version");
    if (version > version()) {
      throw new KeymasterException(
          Code.FAILURE,
          name + " was made by a newer Keymaster (file version " + version + ")",
          "install a newer Keymaster");
    }
    if (version < 1) {
      throw KeymasterException.corrupt(name + " has no file version");
    }
    long cookie = session.number(COOKIE);
    checkLines(session, steps.get((int) version - 1).result());
    session.noteSchema(cookie);
    return (int) version;
  }

  /** Refuses to go on in a file whose tables were changed since this session checked them. */
  static void checkUnchanged(Session session) {
    if (session.number(COOKIE) != session.schemaChecked()) {
      throw KeymasterException.corrupt(
          PrivateFiles.name(session.file()) + " had its tables changed while it was open");
    }
  }

  /** Makes or lifts the tables, inside a transaction that the caller has begun. */
  int lift(Session session, int from) {
    for (Step step : steps.subList(from, steps.size())) {
      step.statements().forEach(session::run);
    }
    session.run("PRAGMA application_id = " + APPLICATION);
    session.run("PRAGMA user_version = " + version());
    checkLines(session, steps.getLast().result());
    session.noteSchema(session.number(COOKIE));
    return version();
  }

  private static void checkLines(Session session, List<String> expected) {
    List<String> found = lines(session);
    if (found.equals(expected)) {
      return;
    }
    found.removeAll(expected);
    String what =
        found.isEmpty()
            ? " lacks a table"
            : " has something that Keymaster did not make: " + Printable.quote(found.getFirst());
    throw KeymasterException.corrupt(PrivateFiles.name(session.file()) + what);
  }

  private static List<String> lines(Session session) {
    List<String> lines = new ArrayList<>();
    try (var walk = session.walk(LINES, Schema::line)) {
      for (String line = walk.next(); line != null; line = walk.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String line(ResultSet found) throws SQLException {
    return String.valueOf(found.getString(1));
  }
}
