/**
 * Standard primitives put together as docs/format.md says: canonical fields, sealed envelopes, key
 * derivation, password stretching, hybrid recipients, signatures, secret memory.
 *
 * <p>No file, no clock, no policy. {@link dev.keymaster.crypto.SealingKey} is the one to read
 * first: everything that is stored goes through it.
 */
@NullMarked
package dev.keymaster.crypto;

import org.jspecify.annotations.NullMarked;
