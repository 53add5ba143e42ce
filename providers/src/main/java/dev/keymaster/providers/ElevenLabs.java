package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.util.List;
import java.util.Map;

/**
 * ElevenLabs: keys of a workspace's service accounts. Ids are {@code service-account} and {@code
 * key}. Settings of an order: {@code service-account}, and {@code permissions} with commas.
 */
final class ElevenLabs extends CatalogueVendor {
  private static final String ACCOUNT = "service-account";
  private static final String KEY = "key";
  private static final String ACCOUNTS = "/v1/service-accounts";
  private static final String PERMISSIONS = "permissions";

  ElevenLabs(Api api) {
    super(api);
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    String account = order.setting(ACCOUNT);
    JsonWriter body = new JsonWriter().set("name", order.name());
    if (order.setting(PERMISSIONS).isEmpty()) {
      body.set(PERMISSIONS, "all");
    } else {
      body.texts(PERMISSIONS, order.list(PERMISSIONS));
    }
    String target = ACCOUNTS + "/" + Ids.segment(account) + "/api-keys";
    return api()
        .ask(api().request("POST", target, body), admin)
        .then(made -> Ids.minted(api(), made, "xi-api-key", made(account, order, made.value())));
  }

  private static IssuedKey made(String account, MintOrder order, Body made) {
    IssuedId id = id(account, made.text("key_id").orElse(""));
    return new IssuedKey(id, order.name(), "", true, null, null, null);
  }

  private static IssuedId id(String account, String key) {
    return new IssuedId(Map.of(ACCOUNT, account, KEY, key));
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return api()
        .ask(api().request("GET", ACCOUNTS), admin)
        .map(body ->
            body.list("service-accounts").stream()
                .flatMap(
                    account -> account.list("api-keys").stream().map(key -> listed(account, key)))
                .toList());
  }

  private static IssuedKey listed(Body account, Body key) {
    String owner = account.text("service_account_user_id").orElse("");
    return new IssuedKey(
        id(owner, key.text("key_id").orElse("")),
        key.text("name").orElse(""),
        key.text("hint").orElse(""),
        !key.is("is_disabled"),
        key.time("created_at_unix"),
        null,
        null);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    return enabled(admin, id, false);
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return enabled(admin, id, true);
  }

  private Reply<IssuedKey> enabled(Secret admin, IssuedId id, boolean enabled) {
    JsonWriter change = new JsonWriter().set("is_enabled", enabled);
    return api()
        .ask(api().request("PATCH", path(id), change).again(), admin)
        .then(done -> issued(admin))
        .then(keys -> Ids.among(keys.value(), id));
  }

  private static String path(IssuedId id) {
    return ACCOUNTS + "/" + Ids.part(id, ACCOUNT) + "/api-keys/" + Ids.part(id, KEY);
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    return Ids.revoked(api().ask(api().request("DELETE", path(id)).again(), admin), body -> true);
  }

  /** Characters that the subscription used since it began anew, and may use. */
  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    return api()
        .ask(api().request("GET", "/v1/user/subscription"), credential)
        .map(ElevenLabs::used);
  }

  private static Usage used(Body subscription) {
    Money used = subscription.number("character_count").map(Money::credits).orElse(null);
    Money limit = subscription.number("character_limit").map(Money::credits).orElse(null);
    Money left =
        used == null || limit == null
            ? null
            : Money.credits(limit.amount().subtract(used.amount()));
    return new Usage(used, limit, left, "", "account", true);
  }
}
