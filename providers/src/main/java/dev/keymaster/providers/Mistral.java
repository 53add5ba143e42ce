package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Mistral: the Admin API, which is in beta and for Enterprise organizations. A key's id is {@code
 * key}. Settings of an order: {@code workspace} and {@code user}, whose key it is.
 */
final class Mistral extends CatalogueVendor {
  private static final String KEY = "key";
  private static final String KEYS = "/v1/admin/api-keys";

  Mistral(Api api) {
    super(api);
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    JsonWriter body =
        new JsonWriter()
            .set("name", order.name())
            .set("workspace_uuid", order.setting("workspace"))
            .set("user_id", order.setting("user"));
    if (order.expires() != null) {
      body.set("expiration", day(order.expires()).toString());
    }
    return api()
        .ask(api().request("POST", KEYS, body), admin)
        .then(made -> Ids.minted(api(), made, "key", listed(made.value())));
  }

  /** Keys end with a day: never before they should. */
  private static LocalDate day(Instant end) {
    Instant rounded = end.plus(Duration.ofDays(1)).minusNanos(1);
    return LocalDate.ofInstant(rounded, ZoneOffset.UTC);
  }

  private static IssuedKey listed(Body key) {
    return new IssuedKey(
        new IssuedId(Map.of(KEY, key.text("key_id").orElse(""))),
        key.text("name").orElse(""),
        key.text("hidden_key").orElse(""),
        true,
        key.time("created_at"),
        key.time("expiration_date"),
        key.time("last_used"));
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return Pages.all(
        api(),
        admin,
        KEYS + "?limit=100",
        "offset",
        page -> page.list("keys").stream().map(Mistral::listed),
        Pages.untilEmpty("keys"));
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    String target = KEYS + "/" + Ids.part(id, KEY);
    return Ids.revoked(api().ask(api().request("DELETE", target).again(), admin), body -> true);
  }
}
