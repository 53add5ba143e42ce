package dev.keymaster.providers;

import dev.keymaster.model.Secret;

/**
 * A key just made. Its value is shown this once: journal it before anything else is done.
 *
 * @param value the caller's to close
 * @param key how the provider lists it
 */
public record Minted(Secret value, IssuedKey key) {}
