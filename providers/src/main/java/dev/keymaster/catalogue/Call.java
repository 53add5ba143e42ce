package dev.keymaster.catalogue;

/**
 * A request that a provider answers.
 *
 * @param method {@code GET} or {@code POST}
 * @param path relative to the provider's base URL, with its query
 */
public record Call(String method, String path) {}
