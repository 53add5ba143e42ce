package dev.keymaster.vault;

import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import org.jspecify.annotations.Nullable;

/**
 * A slot together with its secret, while it is being made or re-keyed.
 *
 * @param slot what is shown of it
 * @param kdf for a passphrase, else null
 * @param secret normalised passphrase or random bytes; closed by whoever made this
 */
public record SlotSecret(Slot slot, @Nullable PasswordKdf kdf, Secret secret) {}
