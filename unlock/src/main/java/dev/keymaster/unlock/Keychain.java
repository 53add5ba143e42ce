package dev.keymaster.unlock;

import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.util.Optional;

/**
 * Port: the keychain of the operating system, which keeps bytes under names.
 *
 * <p>Every call ends within seconds unless a person is asked to unlock the keychain. Thread-safe.
 */
public interface Keychain {
  /** Looks whether it answers. Never prompts, never throws, never takes over 2 s. */
  Probe probe();

  /**
   * Returns what is kept for {@code item}, or empty if nothing is.
   *
   * @throws dev.keymaster.model.KeymasterException LOCKED if the keychain is locked, broken or
   *     absent, or holds something there that Keymaster did not write
   */
  Optional<Secret> get(KeychainItem item);

  /**
   * Keeps {@code secret}, 1 to 2,048 bytes, in place of what was kept for {@code item}.
   *
   * @throws dev.keymaster.model.KeymasterException LOCKED as above
   */
  void set(KeychainItem item, Secret secret);

  /**
   * Forgets what is kept for {@code item}, if anything is.
   *
   * @throws dev.keymaster.model.KeymasterException LOCKED as above
   */
  void delete(KeychainItem item);
}
