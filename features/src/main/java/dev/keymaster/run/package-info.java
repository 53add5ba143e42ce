/**
 * Programs that Keymaster starts: the person's own command with keys in its environment, and the
 * clipboard tools. Never a shell in between, never a key on a command line.
 *
 * <p>No key is looked up here and nothing is printed: whoever starts a program brings its keys and
 * says what became of it. Start with {@link dev.keymaster.run.Runner}.
 */
@NullMarked
package dev.keymaster.run;

import org.jspecify.annotations.NullMarked;
