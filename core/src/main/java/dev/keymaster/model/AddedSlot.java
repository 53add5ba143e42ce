package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * A slot that was added.
 *
 * @param slot the slot
 * @param showOnce its secret as ASCII text to write down, where only a person keeps it (recovery
 *     code, environment); else null; whoever receives it closes it
 */
public record AddedSlot(Slot slot, @Nullable Secret showOnce) {}
