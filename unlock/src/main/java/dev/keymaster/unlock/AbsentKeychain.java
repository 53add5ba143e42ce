package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.LOCKED;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.util.Optional;

/**
 * Stands for the keychain that this machine does not have.
 *
 * @param reason why, in one line
 */
record AbsentKeychain(String reason) implements Keychain {
  @Override
  public Probe probe() {
    return new Probe(Availability.ABSENT, reason);
  }

  @Override
  public Optional<Secret> get(KeychainItem item) {
    throw absent();
  }

  @Override
  public void set(KeychainItem item, Secret secret) {
    throw absent();
  }

  @Override
  public void delete(KeychainItem item) {
    throw absent();
  }

  private KeymasterException absent() {
    return new KeymasterException(LOCKED, "no keychain: " + reason, KeychainFailure.HINT);
  }
}
