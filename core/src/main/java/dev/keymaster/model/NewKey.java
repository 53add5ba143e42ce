package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * A value to be stored. The receiver closes {@code value}.
 *
 * @param environment where
 * @param name under which name
 * @param value 1 byte to 1 MiB
 * @param details what is said about it; null keeps what is known (or says only {@code custom})
 * @param hint masked form of the value, made by whoever knows its kind; see {@link KeyVersion}
 * @param mode what may exist already
 */
public record NewKey(
    EnvironmentName environment,
    KeyName name,
    Secret value,
    @Nullable KeyDetails details,
    String hint,
    Mode mode) {

  /** Largest value, in bytes (security.md SD7). */
  public static final int MAX_VALUE = 1 << 20;

  /** What may exist already. */
  public enum Mode {
    /** A new key; CONFLICT if the name or a twin of it exists. */
    CREATE,
    /** A new key; one that is there with an equal value stays as it is, CONFLICT with another. */
    KEEP,
    /** A new version of a key; NOT_FOUND if there is none. */
    NEW_VERSION,
    /** Either; a value equal to the current one changes nothing. */
    UPSERT
  }
}
