/**
 * Stand-ins for the ports and the contract suites that every implementation of a port passes; other
 * rooms use them from this module's test jar.
 *
 * <p>Never shipped, and never a test of the vault itself. Start with {@link
 * dev.keymaster.testkit.MemoryRows}.
 */
@NullMarked
package dev.keymaster.testkit;

import org.jspecify.annotations.NullMarked;
