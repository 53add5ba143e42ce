package dev.keymaster.model;

/**
 * What pruning the log did.
 *
 * @param days how long events are kept
 * @param minimum days that nobody can go below any more
 * @param erased how many events were erased just now
 * @param pruned events below this number are gone; their hashes stay
 */
public record PruneReport(int days, int minimum, long erased, long pruned) {}
