package dev.keymaster.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the second factors of a vault.
 *
 * @param factors those that are enrolled
 * @param recoveryCodes how many are left
 * @param failed wrong codes in a row
 * @param lockedUntil no code is looked at before; null if codes are
 */
public record MfaStatus(
    List<SecondFactor> factors, int recoveryCodes, int failed, @Nullable Instant lockedUntil) {
  /** Copies the list. */
  public MfaStatus {
    factors = List.copyOf(factors);
  }
}
