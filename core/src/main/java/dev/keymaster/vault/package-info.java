/**
 * Where a key meets bytes: header and slots, keys and versions, the state tree that makes tampering
 * show, and commits that write a change and its record together (docs/format.md §4–§9).
 *
 * <p>Decides nothing and releases nothing by itself: only {@code guard} may use this room, and the
 * module does not export it. Start with {@link dev.keymaster.vault.Vault}.
 */
@NullMarked
package dev.keymaster.vault;

import org.jspecify.annotations.NullMarked;
