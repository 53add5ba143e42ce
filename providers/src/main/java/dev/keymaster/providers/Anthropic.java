package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Anthropic, for organizations. Keys cannot be made or deleted by API: one that is revoked is
 * archived. A key's id is {@code key}; that of a key that was not minted here is found by its hint.
 */
final class Anthropic extends CatalogueVendor {
  private static final String KEY = "key";
  private static final String KEYS = "/v1/organizations/api_keys";
  private static final int CENTS = 2;

  Anthropic(Api api) {
    super(api);
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    return Pages.all(
        api(),
        admin,
        KEYS + "?limit=100",
        "after_id",
        page -> page.list("data").stream().map(Anthropic::listed),
        Pages::afterLast);
  }

  private static IssuedKey listed(Body key) {
    return new IssuedKey(
        new IssuedId(Map.of(KEY, key.text("id").orElse(""))),
        key.text("name").orElse(""),
        key.text("partial_key_hint").orElse(""),
        key.meets("status=active"),
        key.time("created_at"),
        key.time("expires_at"),
        null);
  }

  @Override
  public Reply<IssuedKey> disable(Secret admin, IssuedId id) {
    return changed(admin, id, "inactive");
  }

  @Override
  public Reply<IssuedKey> enable(Secret admin, IssuedId id) {
    return changed(admin, id, "active");
  }

  /** One that is archived is over: nothing changes it any more. */
  private Reply<IssuedKey> changed(Secret admin, IssuedId id, String status) {
    Reply<Body> reply = status(admin, id, status);
    boolean refused =
        reply instanceof Reply.Failed<Body>(Failure failure)
            && failure.kind() == Failure.Kind.REFUSED;
    if (refused && archived(api().ask(api().request("GET", path(id)), admin))) {
      return Api.failed(Failure.Kind.NOT_FOUND, "the key is archived", 400, null);
    }
    return reply.map(Anthropic::listed);
  }

  private static boolean archived(Reply<Body> key) {
    return key instanceof Reply.Answer<Body>(Body body, RateLimits _)
        && body.meets("status=archived");
  }

  /** Archiving twice is answered like archiving once, so it is asked before. */
  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    Reply<Body> before = api().ask(api().request("GET", path(id)), admin);
    if (archived(before)) {
      return new Reply.Answer<>(Revoked.BEFORE, RateLimits.NONE);
    }
    boolean refused =
        before instanceof Reply.Failed<Body>(Failure failure)
            && failure.kind() != Failure.Kind.UNAVAILABLE
            && failure.kind() != Failure.Kind.MALFORMED;
    if (refused) {
      return Ids.revoked(before, body -> true);
    }
    return Ids.revoked(status(admin, id, "archived"), body -> body.meets("status=archived"));
  }

  private Reply<Body> status(Secret admin, IssuedId id, String status) {
    JsonWriter change = new JsonWriter().set("status", status);
    return api().ask(api().request("POST", path(id), change).again(), admin);
  }

  private static String path(IssuedId id) {
    return KEYS + "/" + Ids.part(id, KEY);
  }

  /** What the organization cost in the last 30 days: costs are not told by key. */
  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    String start = Costs.since(api().now()).toString();
    String target = "/v1/organizations/cost_report?limit=31&starting_at=" + Ids.segment(start);
    return api()
        .ask(api().request("GET", path(id)), credential)
        .then(key ->
            Costs.sum(api(), credential, target, "amount")
                .map(cents -> used(cents, key.value().meets("status=active"))));
  }

  private static Usage used(BigDecimal cents, boolean enabled) {
    Money money = new Money(cents.movePointLeft(CENTS), "USD");
    return new Usage(money, null, null, "", "account", enabled);
  }
}
