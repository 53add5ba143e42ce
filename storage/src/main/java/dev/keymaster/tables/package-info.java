/**
 * Databases of SQLite in memory: tables written and read for imports and exports, in clear.
 *
 * <p>Values pass through here, files do not: a database is bytes that somebody else seals or opens.
 * What is read may be made by anybody who knows a passphrase, so nothing in it is run and
 * everything in it is limited. Start with {@link dev.keymaster.tables.MemoryDatabases}.
 */
@NullMarked
package dev.keymaster.tables;

import org.jspecify.annotations.NullMarked;
