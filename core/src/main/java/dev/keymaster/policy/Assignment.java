package dev.keymaster.policy;

import java.util.List;

/**
 * Gives roles to callers.
 *
 * @param line its number, from 1
 * @param text the line as it is written
 * @param roles which
 * @param callers to whom
 */
record Assignment(int line, String text, List<String> roles, List<CallerPattern> callers) {}
