package dev.keymaster.web;

import dev.keymaster.model.Secret;

/**
 * A header field that carries a secret.
 *
 * @param field its name, such as {@code authorization}
 * @param before what stands before the secret, such as {@code Bearer } with its space
 * @param value stays the caller's to close
 */
public record Credential(String field, String before, Secret value) {}
