/**
 * Servers on the loopback address that play a provider's API for keys, as strictly as its
 * description: what a provider does not document is refused, what it documents to go wrong goes
 * wrong on command. The tests of vendor clients, the tour and whoever wants to try things out
 * without a bill use them.
 *
 * <p>The keys they hand out are made up on the spot and open nothing, so they may be text here; all
 * of them hold the word that {@code checks/canary.py} looks for. Requests and answers are held
 * against tables extracted from the vendors' descriptions (resources, {@code checks/tables.py}).
 *
 * <p>Never here: anything that a provider's client could share with its stand-in but JSON and HTTP.
 * Start with {@link dev.keymaster.standin.StandIn}.
 */
@NullMarked
package dev.keymaster.standin;

import org.jspecify.annotations.NullMarked;
