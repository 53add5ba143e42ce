/**
 * Tests of the storage room: the contract on SQLite, tampering without a key, private files,
 * writers in several processes, and what disks do.
 *
 * <p>Start with {@link dev.keymaster.storage.SqliteRowsTests}; {@link
 * dev.keymaster.storage.OtherProcess} starts the processes.
 */
@NullMarked
package dev.keymaster.storage;

import org.jspecify.annotations.NullMarked;
