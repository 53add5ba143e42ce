package dev.keymaster.model;

import java.time.Instant;

/**
 * One version of a key, without its value.
 *
 * @param number from 1, never reused
 * @param state where it is in its life
 * @param created when it was stored
 * @param hint what may be shown of the value: the prefix that names its kind and the last four
 *     characters ({@code sk-proj-…3xYz}), or {@code …} where the value is too short for that
 * @param length of the value, in bytes
 */
public record KeyVersion(int number, VersionState state, Instant created, String hint, int length) {
  /** Returns the same version in another state. */
  public KeyVersion in(VersionState next) {
    return new KeyVersion(number, next, created, hint, length);
  }
}
