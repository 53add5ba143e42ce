package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.web.WebRequest;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * OpenRouter. Its management keys look like any other key; a key's id is {@code hash}, the SHA-256
 * of its text. A setting of an order: {@code workspace}.
 */
final class OpenRouter extends CatalogueVendor {
  private static final String HASH = "hash";

  OpenRouter(Api api) {
    super(api);
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    return api()
        .ask(api().request("POST", "/keys", order(order)), admin)
        .then(made -> minted(admin, made));
  }

  /** The vendor's pages disagree about where the new key stands. */
  private Reply<Minted> minted(Secret admin, Reply.Answer<Body> made) {
    Body body = made.value();
    Optional<Secret> value = body.secret("key").or(() -> body.secret("data.key"));
    if (value.isEmpty()) {
      return keyless(admin, body);
    }
    Secret key = value.get();
    return new Reply.Answer<>(new Minted(key, issued(body.at("data"), key)), made.limits());
  }

  private static JsonWriter order(MintOrder order) {
    JsonWriter body = new JsonWriter().set("name", order.name());
    if (order.limit() != null) {
      body.set("limit", order.limit().amount());
    }
    if (order.reset() != MintOrder.Reset.NEVER) {
      body.set("limit_reset", order.reset().name().toLowerCase(Locale.ROOT));
    }
    if (order.expires() != null) {
      body.set("expires_at", order.expires().truncatedTo(ChronoUnit.SECONDS));
    }
    if (order.settings().containsKey("workspace")) {
      body.set("workspace_id", order.settings().get("workspace"));
    }
    return body;
  }

  /** A key that was made but not shown is of use to nobody. */
  private Reply<Minted> keyless(Secret admin, Body body) {
    String hash = body.text("data.hash").orElse("");
    boolean gone = !hash.isEmpty() && revoke(admin, id(hash)) instanceof Reply.Answer<Revoked>;
    return gone
        ? Api.failed(
            Failure.Kind.MALFORMED, "OpenRouter made a key but did not show it; revoked", 201, null)
        : Api.failed(
            Failure.Kind.UNCERTAIN, "OpenRouter made a key but did not show it", 201, null);
  }

  private static IssuedId id(String hash) {
    return new IssuedId(Map.of(HASH, hash));
  }

  private static IssuedKey issued(Body key, Secret value) {
    IssuedKey issued = issued(key);
    return issued.id().parts().getOrDefault(HASH, "").isEmpty()
        ? new IssuedKey(
            id(Ids.hash(value)),
            issued.name(),
            issued.hint(),
            issued.enabled(),
            issued.created(),
            issued.expires(),
            issued.lastUsed())
        : issued;
  }

  private static IssuedKey issued(Body key) {
    return new IssuedKey(
        id(key.text("hash").orElse("")),
        key.text("name").orElse(""),
        key.text("label").orElse(""),
        !key.is("disabled"),
        key.time("created_at"),
        key.time("expires_at"),
        null);
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return listed(admin, OpenRouter::issued);
  }

  /** There is no total and no next page, so the list ends with a page that is empty. */
  private <T> Reply<List<T>> listed(Secret admin, Function<Body, T> item) {
    return Pages.all(
        api(),
        admin,
        "/keys?include_disabled=true",
        "offset",
        page -> page.list("data").stream().map(item),
        Pages.untilEmpty("data"));
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
    JsonWriter change = new JsonWriter().set("disabled", disabled);
    WebRequest request = api().request("PATCH", path(id), change).again();
    return api().ask(request, admin).map(body -> issued(body.at("data")));
  }

  private static String path(IssuedId id) {
    return "/keys/" + Ids.part(id, HASH);
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    Reply<Body> reply = api().ask(api().request("DELETE", path(id)).again(), admin);
    return Ids.revoked(reply, body -> body.is("deleted"));
  }

  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    boolean own = id.parts().isEmpty();
    Reply<Body> reply = api().ask(api().request("GET", own ? "/key" : path(id)), credential);
    return reply.map(body -> used(body.at("data")));
  }

  @Override
  public boolean listsUsage() {
    return true;
  }

  @Override
  public Reply<Map<IssuedId, Usage>> usages(Secret admin) {
    return listed(admin, key -> Map.entry(issued(key).id(), used(key)))
        .map(all ->
            all.stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, again) -> again)));
  }

  private static Usage used(Body key) {
    return new Usage(
        key.number("usage").map(OpenRouter::dollars).orElse(null),
        key.number("limit").map(OpenRouter::dollars).orElse(null),
        key.number("limit_remaining").map(OpenRouter::dollars).orElse(null),
        "",
        "key",
        !key.is("disabled"));
  }

  private static Money dollars(BigDecimal amount) {
    return new Money(amount, "USD");
  }
}
