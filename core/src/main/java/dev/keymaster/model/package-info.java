/**
 * The words everything else is said in: names of keys and environments, records of keys and their
 * versions, {@link dev.keymaster.model.Secret}, failures with their exit codes, and the ports that
 * the edges implement.
 *
 * <p>Nothing here touches a file, a clock or a cipher. Start with {@link
 * dev.keymaster.model.KeyRef}.
 */
@NullMarked
package dev.keymaster.model;

import org.jspecify.annotations.NullMarked;
