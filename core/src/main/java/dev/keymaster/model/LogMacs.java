package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * What a check of the MACs of the log's events came to (docs/format.md §9.1).
 *
 * @param from number of the first event that can be checked: the key is of that moment
 * @param checked how many were found good; those that were pruned are not there
 * @param firstBad number of the first event that was not made when it says; null if all were
 */
public record LogMacs(long from, long checked, @Nullable Long firstBad) {}
