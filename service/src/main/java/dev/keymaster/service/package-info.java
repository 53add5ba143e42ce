/**
 * The engine in this process: finds a slot that opens the vault, then passes each request to the
 * guard. Knows no terminal, no socket and no file. Start with {@link
 * dev.keymaster.service.LocalEngine}.
 */
@NullMarked
package dev.keymaster.service;

import org.jspecify.annotations.NullMarked;
