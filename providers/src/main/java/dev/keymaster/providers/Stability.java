package dev.keymaster.providers;

import dev.keymaster.model.Secret;

/** Stability AI: it has no API for keys, only the balance of the account. */
final class Stability extends CatalogueVendor {
  Stability(Api api) {
    super(api);
  }

  /** What is left of the account's credits, asked with the key itself. */
  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    Reply<Body> reply = api().ask(api().request("GET", "/v1/user/balance"), credential);
    if (reply instanceof Reply.Answer<Body>(Body body, RateLimits _)
        && body.number("credits").isEmpty()) {
      return Api.failed(Failure.Kind.MALFORMED, "no balance in the answer", 200, null);
    }
    return reply.map(body ->
        new Usage(
            null, null, Money.credits(body.number("credits").orElseThrow()), "", "account", true));
  }
}
