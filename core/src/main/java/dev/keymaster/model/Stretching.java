package dev.keymaster.model;

/**
 * How the passphrase of a slot is stretched.
 *
 * @param kdf with which function
 * @param words the same with its parameters, for a person: {@code argon2id m=64MiB t=3 p=1}
 */
public record Stretching(NewSlot.Kdf kdf, String words) {}
