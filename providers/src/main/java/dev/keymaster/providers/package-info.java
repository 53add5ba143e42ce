/**
 * Vendor clients: what a provider's API can do about keys, behind one interface. A client speaks to
 * one base URL, holds no state and decides nothing: what follows from an answer is the business of
 * the lifecycle. Facts that need no code stand in the catalogue; a client exists only for what data
 * cannot say.
 *
 * <p>Never here: the vault, files, prompts. Start with {@link dev.keymaster.providers.Vendor}.
 */
@NullMarked
package dev.keymaster.providers;

import org.jspecify.annotations.NullMarked;
