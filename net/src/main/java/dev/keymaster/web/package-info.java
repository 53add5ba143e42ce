/**
 * The sockets of HTTP. A server for this machine alone ({@link dev.keymaster.web.LoopbackServer});
 * requests to servers of others: TLS, time limits, bounds, repeating. One connection for each
 * request, so that a request is never lost on one that the server had just ended. Blocks; follows
 * no redirect; knows no provider.
 *
 * <p>Never here: what an answer means. Start with {@link dev.keymaster.web.WebClient}.
 */
@NullMarked
package dev.keymaster.web;

import org.jspecify.annotations.NullMarked;
