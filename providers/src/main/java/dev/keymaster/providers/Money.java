package dev.keymaster.providers;

import java.math.BigDecimal;

/**
 * An amount of money.
 *
 * @param amount exact, in whole units of the currency
 * @param currency ISO 4217, upper case; {@code CREDITS} for a provider's own units
 */
public record Money(BigDecimal amount, String currency) {
  /** Returns an amount in a provider's own units. */
  static Money credits(BigDecimal amount) {
    return new Money(amount, "CREDITS");
  }
}
