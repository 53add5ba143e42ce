/**
 * The log seen from outside, without a secret: Merkle tree, hash tiles, signed checkpoints, proofs,
 * and the check that names the first event that is not the one that was recorded (docs/format.md
 * §9).
 *
 * <p>Pure: takes bytes, returns values; no clock, no file, no key but a public one. What an event
 * says is none of its business. Start with {@link dev.keymaster.audit.LogCheck}.
 */
@NullMarked
package dev.keymaster.audit;

import org.jspecify.annotations.NullMarked;
