package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * An alert rule that was added.
 *
 * @param signingKey 32 bytes by which its web hook knows that a message is from this vault, shown
 *     this once; null if none was wanted; whoever receives it closes it
 */
public record AddedAlert(AlertRule rule, @Nullable Secret signingKey) {}
