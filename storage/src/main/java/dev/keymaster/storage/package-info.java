/**
 * Where sealed rows are kept: one SQLite file with its schema, migrations and writer lock; beside
 * it the file that remembers the highest state seen. Also the one place that knows how private
 * files and directories are made and checked.
 *
 * <p>No key, name or value is ever seen here, and nothing read here is trusted: the vault checks
 * it. Start with {@link dev.keymaster.storage.SqliteRows}.
 *
 * <p><b>The native library.</b> SQLite is native code. A launcher passes {@code
 * -Dorg.sqlite.lib.path=DIR} (the directory that holds {@code libsqlitejdbc.so}, {@code
 * libsqlitejdbc.dylib} or {@code sqlitejdbc.dll}, taken from the driver's jar at install time) and
 * {@code --enable-native-access=org.xerial.sqlitejdbc}. If the property is set and the library is
 * not there, opening fails; nothing is ever unpacked then. Only without the property, as in tests,
 * the driver unpacks its own copy into a temporary directory. The runtime image needs {@code
 * java.sql.rowset}.
 */
@NullMarked
package dev.keymaster.storage;

import org.jspecify.annotations.NullMarked;
