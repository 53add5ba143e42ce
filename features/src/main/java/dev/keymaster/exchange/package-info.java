/**
 * Files of other programs: keys are read from them and written for them.
 *
 * <p>A {@link dev.keymaster.exchange.Format} reads a file into candidates, which the plan of the
 * project room turns into keys. Nothing is stored here, nobody is asked, and no message repeats a
 * value. What a format needs another program for is asked of that program. Start with {@link
 * dev.keymaster.exchange.Format}.
 */
@NullMarked
package dev.keymaster.exchange;

import org.jspecify.annotations.NullMarked;
