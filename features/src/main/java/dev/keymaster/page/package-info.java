/**
 * A page of this machine on which a person types one secret, for programs without a terminal. What
 * is typed goes to whoever opened the page, and nowhere else. Never here: what the secret is for.
 * Start with {@link dev.keymaster.page.SecretPage}.
 */
@NullMarked
package dev.keymaster.page;

import org.jspecify.annotations.NullMarked;
