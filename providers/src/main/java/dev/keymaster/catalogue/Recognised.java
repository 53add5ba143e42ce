package dev.keymaster.catalogue;

/**
 * What a value looks like.
 *
 * @param kind the kind of key
 * @param exact whether the whole form fits; else only the prefix does
 */
public record Recognised(KeyKind kind, boolean exact) {}
