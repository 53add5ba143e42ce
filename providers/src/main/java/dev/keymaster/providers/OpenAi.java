package dev.keymaster.providers;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OpenAI. Keys are made for service accounts of a project: a new account, or where an order names
 * one, a further key of that. Ids have {@code project}, {@code key} and, for minted ones, {@code
 * service-account}. Settings of an order: {@code project}, and {@code service-account} if wanted.
 */
final class OpenAi extends CatalogueVendor {
  private static final String PROJECT = "project";
  private static final String ACCOUNT = "service-account";
  private static final String KEY = "key";
  private static final String PROJECTS = "/organization/projects";
  private static final Duration COUNTED = Duration.ofDays(30);

  OpenAi(Api api) {
    super(api);
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(
        Ability.VERIFY,
        Ability.VERIFY_ADMIN,
        Ability.MINT,
        Ability.LIST,
        Ability.REVOKE,
        Ability.USAGE);
  }

  @Override
  public Reply<Minted> mint(Secret admin, MintOrder order) {
    String project = order.settings().getOrDefault(PROJECT, "");
    if (project.isEmpty()) {
      return Api.failed(Failure.Kind.REFUSED, "a project is needed: " + PROJECT, 0, null);
    }
    if (order.limit() != null) {
      return Api.failed(Failure.Kind.REFUSED, "OpenAI has no limits for a key", 0, null);
    }
    String account = order.settings().getOrDefault(ACCOUNT, "");
    JsonWriter body = new JsonWriter().set("name", order.name());
    if (order.expires() != null) {
      body.set("expires_in_seconds", ChronoUnit.SECONDS.between(api().now(), order.expires()));
    }
    String accounts = PROJECTS + "/" + Ids.segment(project) + "/service_accounts";
    String target =
        account.isEmpty() ? accounts : accounts + "/" + Ids.segment(account) + "/api_keys";
    Reply<Body> reply = api().ask(api().request("POST", target, body), admin);
    if (!(reply instanceof Reply.Answer<Body>(Body made, RateLimits limits))) {
      return reply.map(none -> {
        throw new BugException("not an answer");
      });
    }
    Body key = account.isEmpty() ? made.at("api_key") : made;
    String owner = account.isEmpty() ? made.text("id").orElse("") : account;
    Optional<Secret> value = key.secret("value");
    if (value.isEmpty()) {
      return Api.failed(Failure.Kind.UNCERTAIN, "OpenAI did not show the key it made", 200, null);
    }
    IssuedId id =
        new IssuedId(Map.of(PROJECT, project, ACCOUNT, owner, KEY, key.text("id").orElse("")));
    return new Reply.Answer<>(
        new Minted(
            value.get(),
            new IssuedKey(
                id,
                key.text("name").orElse(order.name()),
                "",
                true,
                key.time("created_at"),
                key.time("expires_at"),
                null)),
        limits);
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    Reply<List<String>> projects =
        paged(admin, PROJECTS + "?limit=100", item -> item.text("id").orElse(""));
    if (!(projects instanceof Reply.Answer<List<String>>(List<String> ids, RateLimits _))) {
      return projects.map(none -> List.of());
    }
    List<IssuedKey> all = new ArrayList<>();
    RateLimits limits = RateLimits.NONE;
    for (String project : ids) {
      Reply<List<IssuedKey>> keys = keys(admin, project);
      if (!(keys instanceof Reply.Answer<List<IssuedKey>>(List<IssuedKey> found, RateLimits now))) {
        return keys;
      }
      all.addAll(found);
      limits = now;
    }
    return new Reply.Answer<>(List.copyOf(all), limits);
  }

  private Reply<List<IssuedKey>> keys(Secret admin, String project) {
    String target = PROJECTS + "/" + Ids.segment(project) + "/api_keys?limit=100";
    return paged(admin, target, item -> listed(project, item));
  }

  private <T> Reply<List<T>> paged(
      Secret admin, String target, java.util.function.Function<Body, T> read) {
    return Pages.all(
        cursor ->
            api()
                .ask(
                    api()
                        .request(
                            "GET",
                            target + (cursor.isEmpty() ? "" : "&after=" + Ids.segment(cursor))),
                    admin),
        page -> page.list("data").stream().map(read).toList(),
        page ->
            cursor ->
                page.is("has_more")
                    ? page.text("last_id").filter(last -> !last.equals(cursor)).orElse(null)
                    : null);
  }

  private static IssuedKey listed(String project, Body key) {
    Map<String, String> parts = new java.util.TreeMap<>();
    parts.put(PROJECT, project);
    parts.put(KEY, key.text("id").orElse(""));
    key.text("owner.service_account.id").ifPresent(account -> parts.put(ACCOUNT, account));
    return new IssuedKey(
        new IssuedId(parts),
        key.text("name").orElse(""),
        key.text("redacted_value").orElse(""),
        !key.meets("owner_project_access=inactive"),
        key.time("created_at"),
        key.time("expires_at"),
        key.time("last_used_at"));
  }

  /**
   * Deletes the key. Where that is refused for keys of service accounts, as it was, the account is
   * deleted if it has no other key.
   */
  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    String project = PROJECTS + "/" + Ids.part(id, PROJECT);
    String target = project + "/api_keys/" + Ids.part(id, KEY);
    Reply<Body> reply = api().ask(api().request("DELETE", target).again(), admin);
    boolean refused =
        reply instanceof Reply.Failed<Body>(Failure failure) && failure.status() == 400;
    return refused && id.parts().containsKey(ACCOUNT)
        ? revokeAccount(admin, id, project, reply)
        : Ids.revoked(reply, body -> body.is("deleted"));
  }

  private Reply<Revoked> revokeAccount(
      Secret admin, IssuedId id, String project, Reply<Body> refused) {
    Reply<List<IssuedKey>> keys = keys(admin, id.parts().getOrDefault(PROJECT, ""));
    if (!(keys instanceof Reply.Answer<List<IssuedKey>>(List<IssuedKey> all, RateLimits _))) {
      return keys.map(none -> Revoked.NOW);
    }
    String account = id.parts().getOrDefault(ACCOUNT, "");
    boolean others =
        all.stream()
            .map(key -> key.id().parts())
            .anyMatch(parts ->
                account.equals(parts.get(ACCOUNT))
                    && !id.parts().getOrDefault(KEY, "").equals(parts.get(KEY)));
    if (others) {
      return refused.map(none -> Revoked.NOW);
    }
    String target = project + "/service_accounts/" + Ids.segment(account);
    Reply<Body> reply = api().ask(api().request("DELETE", target).again(), admin);
    return Ids.revoked(reply, body -> body.is("deleted"));
  }

  /** What the key cost in the last 30 days, in whole days UTC. */
  @Override
  public Reply<Usage> usage(Secret credential, IssuedId id) {
    long start = api().now().truncatedTo(ChronoUnit.DAYS).minus(COUNTED).getEpochSecond();
    String key = Ids.part(id, KEY);
    String target =
        "/organization/costs?start_time="
            + start
            + "&bucket_width=1d&limit=31&group_by[]=api_key_id&api_key_ids[]="
            + key;
    Reply<List<BigDecimal>> costs =
        Pages.all(
            cursor ->
                api()
                    .ask(
                        api()
                            .request(
                                "GET",
                                target + (cursor.isEmpty() ? "" : "&page=" + Ids.segment(cursor))),
                        credential),
            page ->
                page.list("data").stream()
                    .flatMap(bucket -> bucket.list("results").stream())
                    .map(result -> result.number("amount.value").orElse(BigDecimal.ZERO))
                    .toList(),
            page -> cursor -> page.is("has_more") ? page.text("next_page").orElse(null) : null);
    return costs.map(all ->
        new Usage(
            new Money(all.stream().reduce(BigDecimal.ZERO, BigDecimal::add), "USD"),
            null,
            null,
            "",
            "key",
            true));
  }
}
