package dev.keymaster.policy;

/**
 * A line that says what happens to the requests it means.
 *
 * @param line its number, from 1
 * @param text the line as it is written
 * @param effect what happens
 * @param scope which requests it means
 * @param because what to tell who is refused, mostly the better way; may be empty
 */
public record Rule(int line, String text, Effect effect, Scope scope, String because) {}
