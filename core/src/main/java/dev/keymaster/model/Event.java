package dev.keymaster.model;

import java.time.Instant;

/**
 * One record of the audit log, opened. Holds no value of any key.
 *
 * @param number from 0, without gaps
 * @param time when it was recorded
 * @param kind what happened
 * @param caller who asked
 * @param subject what it happened to: a {@code km://} reference, a slot, a file name; may be empty
 * @param detail one line more, such as the program that got the key; may be empty
 */
public record Event(
    long number, Instant time, EventKind kind, Caller caller, String subject, String detail) {}
