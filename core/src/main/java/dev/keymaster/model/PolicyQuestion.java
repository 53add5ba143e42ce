package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * A request that is not made, but asked about.
 *
 * @param operation its word
 * @param environment of the key; null if it is about no key
 * @param key its name; null if it is about no key
 * @param as who would ask: {@code person}, {@code script}, {@code agent[:NAME]}, {@code
 *     program:NAME}, {@code uid:NUMBER}, {@code stranger}; null for whoever asks now
 */
public record PolicyQuestion(
    String operation,
    @Nullable EnvironmentName environment,
    @Nullable KeyName key,
    @Nullable String as) {}
