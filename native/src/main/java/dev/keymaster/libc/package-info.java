/**
 * The native front: {@link dev.keymaster.front.Front} on the C library of Linux. Compiled to C by
 * TeaVM and from there to a static executable (build/front.sh); never runs in a JVM.
 *
 * <p>Calls of the C library live here and what has to be said about them, no rule. Start with
 * {@link dev.keymaster.libc.Main}.
 */
@NullMarked
package dev.keymaster.libc;

import org.jspecify.annotations.NullMarked;
