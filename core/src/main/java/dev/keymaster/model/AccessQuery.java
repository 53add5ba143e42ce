package dev.keymaster.model;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which accesses a report is about; a null does not narrow.
 *
 * @param since the earliest that is counted
 * @param zone whose days and hours are meant
 * @param environment only keys of this one
 * @param key only the key of this name
 * @param program only accesses by the program of this name
 */
public record AccessQuery(
    Instant since,
    ZoneId zone,
    @Nullable EnvironmentName environment,
    @Nullable KeyName key,
    @Nullable String program) {

  /** Tells whether an access is meant. */
  public boolean includes(@Nullable KeyRef ref, String by) {
    boolean inEnvironment =
        environment == null || (ref != null && ref.environment().equals(environment));
    boolean ofKey = key == null || (ref != null && ref.name().equals(key));
    return inEnvironment && ofKey && (program == null || program.equals(by));
  }
}
