package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * What somebody is about to do, once a person gave the secret that it takes.
 *
 * @param operation its word: {@code store}, {@code adopt}, {@code rotate} or {@code provider}
 * @param key about which it is; null if it is about no key
 * @param service that the key is to have; null for the one that it has
 */
public record Intent(String operation, @Nullable KeyRef key, @Nullable ServiceName service) {
  /** To store a value. */
  public static Intent store(KeyRef key, @Nullable ServiceName service) {
    return new Intent("store", key, service);
  }

  /** To take a key over that its provider has and the vault has not: to ask there, and to store. */
  public static Intent adopt(KeyRef key, ServiceName service) {
    return new Intent("adopt", key, service);
  }

  /** To put a value in the place of the one that is there. */
  public static Intent rotate(KeyRef key) {
    return new Intent("rotate", key, null);
  }

  /** To store the credential that manages keys at a provider. */
  public static Intent provider() {
    return new Intent("provider", null, null);
  }
}
