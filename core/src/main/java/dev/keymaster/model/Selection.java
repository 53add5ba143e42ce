package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * Chooses keys; a null does not narrow.
 *
 * @param environment only this one
 * @param service only this one
 * @param name only the key of this name
 */
public record Selection(
    @Nullable EnvironmentName environment, @Nullable ServiceName service, @Nullable KeyName name) {
  /** Chooses everything. */
  public static final Selection ALL = new Selection(null, null, null);

  /** Tells whether a key is chosen. */
  public boolean includes(EnvironmentName env, ServiceName svc, KeyName key) {
    return (environment == null || environment.equals(env))
        && (service == null || service.equals(svc))
        && (name == null || name.equals(key));
  }
}
