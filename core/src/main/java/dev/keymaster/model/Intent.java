package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/** What somebody is about to do, once a person gave the secret that it takes. */
public sealed interface Intent {
  /**
   * To store a value.
   *
   * @param key which need not be there yet
   * @param service that it is to have; null for the one that it has
   */
  record Store(KeyRef key, @Nullable ServiceName service) implements Intent {}

  /**
   * To store the value of a key that a provider has and the vault does not.
   *
   * @param key which need not be there yet
   * @param service that it is to have
   */
  record Adopt(KeyRef key, ServiceName service) implements Intent {}

  /**
   * To put a value in the place of the one that is there.
   *
   * @param key which is there
   */
  record Rotate(KeyRef key) implements Intent {}

  /** To store the credential that manages keys at a provider. */
  record Provider() implements Intent {}

  /** See {@link Store}. */
  static Intent store(KeyRef key, @Nullable ServiceName service) {
    return new Store(key, service);
  }

  /** See {@link Adopt}. */
  static Intent adopt(KeyRef key, ServiceName service) {
    return new Adopt(key, service);
  }

  /** See {@link Rotate}. */
  static Intent rotate(KeyRef key) {
    return new Rotate(key);
  }

  /** See {@link Provider}. */
  static Intent provider() {
    return new Provider();
  }
}
