package dev.keymaster.policy;

/**
 * How often something may be done within a minute.
 *
 * @param line its number, from 1
 * @param text the line as it is written
 * @param scope what is counted, and so limited
 * @param count how often
 * @param eachProgram counted for each program on its own, not for the user
 * @param alertOnly more is told, not refused
 */
public record Limit(
    int line, String text, Scope scope, int count, boolean eachProgram, boolean alertOnly) {}
