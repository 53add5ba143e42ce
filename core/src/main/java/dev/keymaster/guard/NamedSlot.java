package dev.keymaster.guard;

import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;

/**
 * A slot about to be added: its description and its secret, which exist before the vault knows them
 * so that the secret can be put where it belongs first.
 *
 * @param slot what will be shown
 * @param secret passphrase or random bytes; whoever made this closes it
 */
public record NamedSlot(Slot slot, Secret secret) {}
