/**
 * Who may do what: a policy and a request in, a decision that explains itself out. Pure: no clock,
 * no file, no key; facts and the time are parameters. What a decision needs to be carried out (a
 * code, an answer of a person, the log) is the guard's business. Start with {@link
 * dev.keymaster.policy.Policy}.
 */
@NullMarked
package dev.keymaster.policy;

import org.jspecify.annotations.NullMarked;
