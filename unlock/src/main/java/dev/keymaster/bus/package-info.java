/**
 * The message bus (D-Bus): a client of its own for what the desktop and the system offer there, and
 * the services of theirs that need no more than it.
 *
 * <p>Never here: a key, a vault, the process's own environment (the composition root hands it in).
 * Nothing that a bus answers is trusted, and nothing waits longer than its deadline. Start with
 * {@link dev.keymaster.bus.BusConnection}, then {@link dev.keymaster.bus.DesktopNotices}.
 */
@NullMarked
package dev.keymaster.bus;

import org.jspecify.annotations.NullMarked;
