package dev.keymaster.catalogue;

/**
 * Who reads an environment variable, and for what.
 *
 * @param provider whose programs read it
 * @param variable what it carries
 */
public record VariableUse(Provider provider, Variable variable) {}
