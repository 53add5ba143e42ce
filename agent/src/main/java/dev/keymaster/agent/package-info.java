/**
 * The door of the resident process: a Unix socket, the kernel's word on who is at the other end,
 * and a route for each request. Decides nothing about keys; prints nothing and asks nobody. Start
 * with {@link dev.keymaster.agent.Agent}.
 */
@NullMarked
package dev.keymaster.agent;

import org.jspecify.annotations.NullMarked;
