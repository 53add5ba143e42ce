package dev.keymaster.model;

/**
 * What a restore did.
 *
 * @param created keys that did not exist
 * @param updated keys that got a new version from the backup
 * @param unchanged keys whose current value was the same
 */
public record RestoreReport(int created, int updated, int unchanged) {}
