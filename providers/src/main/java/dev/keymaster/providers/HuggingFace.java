package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.util.Map;

/**
 * Hugging Face: tokens of an organization's service accounts, which nothing lists; any token ends
 * by its value. Ids are {@code organization}, {@code service-account} and {@code key}. Settings of
 * an order: the first two, and {@code permissions} with commas.
 */
final class HuggingFace extends CatalogueVendor {
  private static final String ORGANIZATION = "organization";
  private static final String ACCOUNT = "service-account";
  private static final String KEY = "key";

  HuggingFace(Api api) {
    super(api);
  }

  /** A token says by nothing but its owner's organizations what it may do there. */
  @Override
  public Reply<Standing> verifyAdmin(Secret admin) {
    Reply<Body> reply = api().ask(api().request("GET", "/api/whoami-v2"), admin);
    if (reply instanceof Reply.Failed<Body>(Failure failure) && failure.status() == 401) {
      return new Reply.Answer<>(new Standing.Invalid(failure.message()), RateLimits.NONE);
    }
    return reply.then(HuggingFace::rights);
  }

  private static Reply<Standing> rights(Reply.Answer<Body> whoami) {
    Body body = whoami.value();
    if (body.text("name").isEmpty()) {
      return Api.failed(Failure.Kind.MALFORMED, "no name in the answer", 200, null);
    }
    Standing standing =
        body.list("orgs").stream()
            .filter(org -> org.meets("roleInOrg=admin"))
            .findFirst()
            .<Standing>map(org -> new Standing.Valid(org.text("name").orElse("")))
            .orElse(new Standing.Invalid("its owner is no admin of an organization"));
    return new Reply.Answer<>(standing, whoami.limits());
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    String organization = order.setting(ORGANIZATION);
    String account = order.setting(ACCOUNT);
    JsonWriter body = new JsonWriter().set("displayName", order.name());
    if (!order.setting("permissions").isEmpty()) {
      body.texts("permissions", order.list("permissions"));
    }
    String target = tokens(Ids.segment(organization), Ids.segment(account));
    return api()
        .ask(api().request("POST", target, body), admin)
        .then(made -> Ids.minted(api(), made, "token", key(organization, account, made.value())));
  }

  private static IssuedKey key(String organization, String account, Body made) {
    Body token = made.at("tokenInfo");
    String id = token.text("_id").orElse("");
    return new IssuedKey(
        new IssuedId(Map.of(ORGANIZATION, organization, ACCOUNT, account, KEY, id)),
        token.text("displayName").orElse(""),
        "",
        true,
        token.time("createdAt"),
        null,
        null);
  }

  private static String tokens(String organization, String account) {
    return "/api/organizations/" + organization + "/service-accounts/" + account + "/tokens";
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    String tokens = tokens(Ids.part(id, ORGANIZATION), Ids.part(id, ACCOUNT));
    String target = tokens + "/" + Ids.part(id, KEY);
    return Ids.revoked(api().ask(api().request("DELETE", target).again(), admin), body -> true);
  }

  @Override
  public Reply<Revoked> revokeByValue(Secret key) {
    return ByValue.revoke(api(), "/api/credentials/revoke", key);
  }
}
