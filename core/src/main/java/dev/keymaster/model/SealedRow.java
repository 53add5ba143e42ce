package dev.keymaster.model;

/**
 * One sealed row as a store keeps it; the store understands none of it.
 *
 * <p>The arrays are shared, not copied: neither side changes them after handing the row over.
 *
 * @param position leaf index in the state tree, from 0
 * @param kind 1 to 255, see docs/format.md §5
 * @param locator 32 bytes, keyed hash by which the row is found; unique
 * @param sealed envelope, docs/format.md §3
 */
@SuppressWarnings("ArrayRecordComponent") // identity semantics are wanted; rows are never compared
public record SealedRow(long position, int kind, byte[] locator, byte[] sealed) {}
