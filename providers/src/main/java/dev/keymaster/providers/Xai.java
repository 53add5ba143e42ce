package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * xAI: keys of a team, on a host of their own. Nothing tells a management key's team, so keys are
 * not listed. Ids are {@code team} and {@code key}. Settings of an order: {@code team}, and {@code
 * acls} with commas.
 */
final class Xai extends CatalogueVendor {
  private static final String TEAM = "team";
  private static final String KEY = "key";
  private static final List<String> EVERYTHING = List.of("api-key:model:*", "api-key:endpoint:*");

  Xai(Api api, Api admin) {
    super(api, admin);
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    String team = order.setting(TEAM);
    boolean all = order.setting("acls").isEmpty();
    JsonWriter body = new JsonWriter().set("name", order.name());
    body.texts("acls", all ? EVERYTHING : order.list("acls"));
    if (order.expires() != null) {
      body.set("expireTime", order.expires().truncatedTo(ChronoUnit.SECONDS));
    }
    String target = "/auth/teams/" + Ids.segment(team) + "/api-keys";
    return admin()
        .ask(admin().request("POST", target, body), admin)
        .then(made -> Ids.minted(admin(), made, "apiKey", described(team, made.value())));
  }

  private static IssuedKey described(String team, Body key) {
    return new IssuedKey(
        new IssuedId(Map.of(TEAM, team, KEY, key.text("apiKeyId").orElse(""))),
        key.text("name").orElse(""),
        key.text("redactedApiKey").orElse(""),
        !key.is("disabled"),
        key.time("createTime"),
        key.time("expireTime"),
        null);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    return disabled(admin, id, true);
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return disabled(admin, id, false);
  }

  private Reply<IssuedKey> disabled(Secret admin, IssuedId id, boolean disabled) {
    JsonWriter change =
        new JsonWriter()
            .set("apiKey", new JsonWriter().set("disabled", disabled))
            .set("fieldMask", "disabled");
    return admin()
        .ask(admin().request("PUT", path(id), change).again(), admin)
        .map(body -> described(id.parts().getOrDefault(TEAM, ""), body));
  }

  private static String path(IssuedId id) {
    return "/auth/api-keys/" + Ids.part(id, KEY);
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    return Ids.revoked(
        admin().ask(admin().request("DELETE", path(id)).again(), admin), body -> true);
  }
}
