/**
 * The life of a key at its provider: made, rotated, ended, and what every step leaves in the
 * journal, so that whatever breaks off can be carried to its end. {@link
 * dev.keymaster.lifecycle.Steps} decides purely what comes next; {@link
 * dev.keymaster.lifecycle.Course} does it.
 *
 * <p>Never here: prompts, files, HTTP. Start with {@link dev.keymaster.lifecycle.Lifecycle}.
 */
@NullMarked
package dev.keymaster.lifecycle;

import org.jspecify.annotations.NullMarked;
