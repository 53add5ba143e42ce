/** Sealed rows on SQLite. */
module dev.keymaster.storage {
  requires static org.jspecify;
  requires dev.keymaster.core;
  requires java.sql;
}
