/**
 * The way of a hot command to a running agent: decide whether it is one, find the socket, ask,
 * print the answer or become the program. Runs in the JVM and, compiled to C, as the native front,
 * so it uses nothing but the plainest of {@code java.lang} and {@code java.util}: no files, no
 * sockets, no threads, no reflection, no formatting, no regular expression, and {@code
 * Arrays.copyOfRange} never beyond the end, where the translated library does not pad. What it
 * needs of the system stands behind {@link dev.keymaster.front.Machine}.
 *
 * <p>No verb lives here and no message: whatever is not plainly an answer is left to the whole
 * program. Start with {@link dev.keymaster.front.Front}.
 */
@NullMarked
package dev.keymaster.front;

import org.jspecify.annotations.NullMarked;
