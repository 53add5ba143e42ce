package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables, word for word, and the way to them from every released version. Version <i>n</i> is
 * what the first <i>n</i> steps make; a step that was released never changes.
 *
 * @param steps at least one
 */
record Schema(List<Step> steps) {
  /** "Kmst", in the file's header. */
  static final int APPLICATION = 0x4b6d7374;

  private static final List<Item> FIRST =
      List.of(
          Item.table(
              "part", "CREATE TABLE part(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT"),
          Item.automatic("part"),
          Item.table(
              "row",
              "CREATE TABLE row(position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, locator BLOB"
                  + " NOT NULL UNIQUE, sealed BLOB NOT NULL) STRICT"),
          Item.automatic("row"),
          Item.table(
              "tile",
              "CREATE TABLE tile(level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT"
                  + " NULL, PRIMARY KEY(level, number)) STRICT, WITHOUT ROWID"),
          Item.table(
              "event",
              "CREATE TABLE event(number INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT"));

  /** What this release reads and writes. */
  static final Schema CURRENT = new Schema(List.of(Step.making(FIRST)));

  /** Something in the file's own list of what is in it (sqlite_schema). */
  record Item(String type, String name, String table, @Nullable String sql) {
    static Item table(String name, String sql) {
      return new Item("table", name, name, sql);
    }

    /** The index behind a key that is not the row number. */
    static Item automatic(String table) {
      return new Item("index", "sqlite_autoindex_" + table + "_1", table, null);
    }

    private static Item read(ResultSet found) throws SQLException {
      String type = String.valueOf(found.getString(1));
      String name = String.valueOf(found.getString(2));
      return new Item(type, name, String.valueOf(found.getString(3)), found.getString(4));
    }
  }

  /**
   * One version up.
   *
   * @param statements what to run on the version before
   * @param result everything that is in the file afterwards
   */
  record Step(List<String> statements, Set<Item> result) {
    /** A step that makes all tables in an empty file. */
    static Step making(List<Item> items) {
      List<String> statements =
          items.stream().map(Item::sql).filter(sql -> sql != null).map(String::valueOf).toList();
      return new Step(statements, Set.copyOf(items));
    }
  }

  int version() {
    return steps.size();
  }

  /** Returns whether nothing at all is in the file. */
  static boolean blank(Session session) {
    return number(session, "application_id") == 0
        && number(session, "user_version") == 0
        && items(session).isEmpty();
  }

  /**
   * Checks that the file is a vault of a version this release knows, with exactly that version's
   * tables and nothing else.
   *
   * @return its version
   */
  int check(Session session) {
    String name = PrivateFiles.name(session.file());
    if (number(session, "application_id") != APPLICATION) {
      throw KeymasterException.corrupt(name + " is not a Keymaster vault");
    }
    int version = number(session, "user_version");
    if (version > version()) {
      throw new KeymasterException(
          Code.FAILURE,
          name + " was made by a newer Keymaster (file version " + version + ")",
          "install a newer Keymaster");
    }
    if (version < 1) {
      throw KeymasterException.corrupt(name + " has no file version");
    }
    checkItems(session, steps.get(version - 1).result());
    return version;
  }

  /** Makes or lifts the tables, inside a transaction that the caller has begun. */
  int lift(Session session, int from) {
    for (Step step : steps.subList(from, steps.size())) {
      step.statements().forEach(session::run);
    }
    session.run("PRAGMA application_id = " + APPLICATION);
    session.run("PRAGMA user_version = " + version());
    checkItems(session, steps.getLast().result());
    return version();
  }

  private static void checkItems(Session session, Set<Item> expected) {
    Set<Item> found = items(session);
    if (found.equals(expected)) {
      return;
    }
    found.removeAll(expected);
    String what =
        found.isEmpty()
            ? " lacks a table"
            : " has something that Keymaster did not make: " + named(found.iterator().next());
    throw KeymasterException.corrupt(PrivateFiles.name(session.file()) + what);
  }

  private static String named(Item item) {
    return Printable.clean(item.type()) + " " + Printable.quote(item.name());
  }

  private static Set<Item> items(Session session) {
    Set<Item> items = new HashSet<>();
    try (var walk =
        session.walk("SELECT type, name, tbl_name, sql FROM sqlite_schema", Item::read)) {
      for (Item item = walk.next(); item != null; item = walk.next()) {
        items.add(item);
      }
    }
    return items;
  }

  private static int number(Session session, String pragma) {
    Integer value = session.ask("PRAGMA " + pragma, found -> found.getInt(1));
    return value == null ? 0 : value;
  }
}
