/**
 * The composition root: the only place that knows every room and ties the edges to the engine. No
 * rule and no command lives here. Start with {@link dev.keymaster.app.Main}.
 */
@NullMarked
package dev.keymaster.app;

import org.jspecify.annotations.NullMarked;
