package dev.keymaster.providers;

import dev.keymaster.model.Secret;

/** GitHub: tokens are made in its console alone, and end by their value. */
final class GitHub extends CatalogueVendor {
  GitHub(Api api) {
    super(api);
  }

  @Override
  public Reply<Revoked> revokeByValue(Secret key) {
    return ByValue.revoke(api(), "/credentials/revoke", key);
  }
}
