package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * A key of a profile: which, and how programs get it.
 *
 * @param name of the key
 * @param environment where it is; null for the environment in force when the profile is used
 * @param service whose variable it becomes; null for the key's own
 * @param variable what it becomes; null for the key's or its provider's own
 * @param endpoint base URL to use it with; null for the key's or its provider's own. Only where the
 *     environment is said: what is asked of the policy now is to hold for a key stored later
 * @param requests most requests a minute; 0 for no limit
 * @param tokens most tokens a minute; 0 for no limit
 */
public record ProfileKey(
    KeyName name,
    @Nullable EnvironmentName environment,
    @Nullable ServiceName service,
    @Nullable String variable,
    @Nullable String endpoint,
    long requests,
    long tokens) {

  private static final int LONGEST_ENDPOINT = 2048;

  /** Refuses what no variable may be called, an oversized or loose address, a negative limit. */
  public ProfileKey {
    KeyDetails.requireVariable(variable);
    if (endpoint != null && endpoint.length() > LONGEST_ENDPOINT) {
      throw KeymasterException.usage(
          "an endpoint is longer than " + LONGEST_ENDPOINT + " characters", "");
    }
    if (endpoint != null && environment == null) {
      throw KeymasterException.usage(
          "an endpoint goes with a key of one environment", "km://ENV/" + name + " says of which");
    }
    if (requests < 0 || tokens < 0) {
      throw KeymasterException.usage("a limit below zero", "0 is no limit");
    }
  }

  /** Returns the key it means while that environment is in force. */
  public KeyRef ref(EnvironmentName inForce) {
    return new KeyRef(environment == null ? inForce : environment, name);
  }

  /** Returns it as a person writes it. */
  public String shown() {
    return environment == null ? name.value() : new KeyRef(environment, name).toString();
  }
}
