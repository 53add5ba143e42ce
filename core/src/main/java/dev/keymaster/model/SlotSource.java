package dev.keymaster.model;

/**
 * What a look at one of the places told that secrets of unlock slots come from.
 *
 * @param kind of the slots it serves
 * @param probe whether it can be asked, and why not
 */
public record SlotSource(SlotKind kind, RootKeySource.Probe probe) {}
