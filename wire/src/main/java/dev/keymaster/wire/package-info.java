/**
 * The requests that every door makes of the engine, as one interface: in-process today, over a
 * socket tomorrow. No rule lives here. Start with {@link dev.keymaster.wire.Engine}.
 */
@NullMarked
package dev.keymaster.wire;

import org.jspecify.annotations.NullMarked;
