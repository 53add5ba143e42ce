package dev.keymaster.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key, without its value.
 *
 * @param number from 1, never reused
 * @param state where it is in its life
 * @param created when it was stored
 * @param hint what may be shown of the value: the prefix that names its kind and the last four
 *     characters ({@code sk-proj-…3xYz}), or {@code …} where the value is too short for that
 * @param length of the value, in bytes
 * @param issued how its provider knows it; null if nothing is known of that
 */
public record KeyVersion(
    int number,
    VersionState state,
    Instant created,
    String hint,
    int length,
    @Nullable Issued issued) {
  /** A version of which no provider is known. */
  public KeyVersion(int number, VersionState state, Instant created, String hint, int length) {
    this(number, state, created, hint, length, null);
  }

  /** Returns the same version in another state. */
  public KeyVersion in(VersionState next) {
    return new KeyVersion(number, next, created, hint, length, issued);
  }

  /** Returns the same version as if it had been stored then. */
  public KeyVersion at(Instant stored) {
    return new KeyVersion(number, state, stored, hint, length, issued);
  }

  /** Returns the same version as its provider knows it. */
  public KeyVersion as(@Nullable Issued known) {
    return new KeyVersion(number, state, created, hint, length, known);
  }

  /** Tells whether its provider may still take it, so that it has to be ended there. */
  public boolean outstanding() {
    return issued != null && issued.state() != Issued.State.REVOKED;
  }
}
