package dev.keymaster.catalogue;

/**
 * Whether a provider's API can do something.
 *
 * @param supported whether it can at all
 * @param condition what that takes or why not; may be empty
 */
public record Capability(boolean supported, String condition) {}
