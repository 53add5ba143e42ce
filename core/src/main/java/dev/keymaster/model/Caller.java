package dev.keymaster.model;

/**
 * Who asks, as recorded with every release.
 *
 * @param uid user id; -1 where the system has none
 * @param pid process id of the asking process
 * @param program its name, at most 64 characters
 */
public record Caller(long uid, long pid, String program) {}
