/**
 * Tests of the room of tables: the contract on SQLite, and databases that somebody made to harm.
 *
 * <p>Start with {@link dev.keymaster.tables.MemoryDatabasesTests}.
 */
@NullMarked
package dev.keymaster.tables;

import org.jspecify.annotations.NullMarked;
