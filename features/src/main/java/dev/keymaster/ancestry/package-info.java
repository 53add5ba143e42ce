/**
 * Who a process is and where it comes from, as the system tells it: its ancestors, its session, the
 * coding agent among them. Nothing here asks the process itself, and nothing here decides anything.
 * Start with {@link dev.keymaster.ancestry.Ancestry}.
 */
@NullMarked
package dev.keymaster.ancestry;

import org.jspecify.annotations.NullMarked;
