package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

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

  OpenAi(Api api) {
    super(api);
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    String project = order.setting(PROJECT);
    String account = order.setting(ACCOUNT);
    JsonWriter body = new JsonWriter().set("name", order.name());
    if (order.expires() != null) {
      body.set("expires_in_seconds", ChronoUnit.SECONDS.between(api().now(), order.expires()));
    }
    String accounts = PROJECTS + "/" + Ids.segment(project) + "/service_accounts";
    String target =
        account.isEmpty() ? accounts : accounts + "/" + Ids.segment(account) + "/api_keys";
    return api()
        .ask(api().request("POST", target, body), admin)
        .then(made -> minted(made, order, project, account));
  }

  private static Reply<Minted> minted(
      Reply.Answer<Body> made, MintOrder order, String project, String account) {
    Body key = account.isEmpty() ? made.value().at("api_key") : made.value();
    String owner = account.isEmpty() ? made.value().text("id").orElse("") : account;
    Optional<Secret> value = key.secret("value");
    if (value.isEmpty()) {
      return Api.failed(Failure.Kind.UNCERTAIN, "OpenAI did not show the key it made", 200, null);
    }
    IssuedId id =
        new IssuedId(Map.of(PROJECT, project, ACCOUNT, owner, KEY, key.text("id").orElse("")));
    IssuedKey issued =
        new IssuedKey(
            id,
            key.text("name").orElse(order.name()),
            "",
            true,
            key.time("created_at"),
            key.time("expires_at"),
            null);
    return new Reply.Answer<>(new Minted(value.get(), issued), made.limits());
  }

  @Override
  public Reply<List<IssuedKey>> issued(Secret admin) {
    Reply<List<String>> projects =
        paged(admin, PROJECTS + "?limit=100", item -> item.text("id").orElse(""));
    return projects.then(all -> Pages.each(all.value(), project -> keys(admin, project)));
  }

  private Reply<List<IssuedKey>> keys(Secret admin, String project) {
    String target = PROJECTS + "/" + Ids.segment(project) + "/api_keys?limit=100";
    return paged(admin, target, item -> listed(project, item));
  }

  private <T> Reply<List<T>> paged(Secret admin, String target, Function<Body, T> read) {
    return Pages.all(
        api(),
        admin,
        target,
        "after",
        page -> page.list("data").stream().map(read),
        Pages::afterLast);
  }

  private static IssuedKey listed(String project, Body key) {
    Map<String, String> parts = new TreeMap<>();
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
    return keys(admin, id.parts().getOrDefault(PROJECT, ""))
        .then(keys -> revokeAccount(admin, id, project, keys.value(), refused));
  }

  private Reply<Revoked> revokeAccount(
      Secret admin, IssuedId id, String project, List<IssuedKey> all, Reply<Body> refused) {
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
    String target =
        "/organization/costs?start_time="
            + Costs.since(api().now()).getEpochSecond()
            + "&bucket_width=1d&limit=31&group_by[]=api_key_id&api_key_ids[]="
            + Ids.part(id, KEY);
    return Costs.sum(api(), credential, target, "amount.value")
        .map(sum -> new Usage(new Money(sum, "USD"), null, null, "", "key", true));
  }
}
