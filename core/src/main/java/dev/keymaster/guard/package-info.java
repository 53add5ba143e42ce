/**
 * The only door to the vault: authenticates, decides, records, releases, in this order. A value
 * leaves only after its event is on stable storage (security.md SP7, SD21).
 *
 * <p>No other room may use {@code vault}; the module system and the architecture test see to it.
 * Start with {@link dev.keymaster.guard.Guard}.
 */
@NullMarked
package dev.keymaster.guard;

import org.jspecify.annotations.NullMarked;
