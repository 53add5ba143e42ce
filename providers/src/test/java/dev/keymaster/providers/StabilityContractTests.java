package dev.keymaster.providers;

import dev.keymaster.model.Secret;

final class StabilityContractTests extends VendorContract {
  StabilityContractTests() {
    super("stability");
  }

  /** The balance is asked for with the key itself. */
  @Override
  protected Secret usageCredential() {
    return standIn.key();
  }
}
