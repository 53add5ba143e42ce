/**
 * Sealed rows on SQLite, the high-water file, private files and directories; databases in memory.
 */
module dev.keymaster.storage {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires dev.keymaster.core;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports dev.keymaster.storage;
  exports dev.keymaster.tables;
}
