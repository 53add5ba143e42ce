package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import dev.keymaster.standin.OpenAiRole.ServiceAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an admin key may ask of OpenAI. */
final class OpenAiKeys {
  private static final String PROJECT_PATH = "/organization/projects/{project_id}";
  private static final String ACCOUNTS = PROJECT_PATH + "/service_accounts";
  private static final String ACCOUNT = ACCOUNTS + "/{service_account_id}";
  private static final String KEYS = PROJECT_PATH + "/api_keys";
  private static final String ADMIN_KEYS = "/organization/admin_api_keys";
  private static final int MOST = 100;
  private static final int USUAL = 20;
  private static final long CREATED = 1_760_000_000;

  private final OpenAiRole role;

  OpenAiKeys(OpenAiRole role) {
    this.role = role;
  }

  Answer work(Ask ask, Operation operation) {
    List<String> ids = operation.variables(ask.path());
    boolean inProject = operation.name().contains(PROJECT_PATH);
    if (inProject && !ids.getFirst().equals(OpenAiRole.PROJECT)) {
      throw new Refusal(404, "No such project");
    }
    if (role.varies(Variant.OPENAI_PROJECT_ARCHIVED) && operation.method().equals("POST")) {
      throw new Refusal(400, "The project is archived");
    }
    return switch (operation.name()) {
      case "GET /organization/projects" ->
          page(ask, List.of(OpenAiRole.PROJECT), id -> id, _ -> project());
      case "GET " + PROJECT_PATH -> Answer.of(200, project());
      case "GET " + KEYS -> keys(ask);
      case "GET " + KEYS + "/{api_key_id}" -> Answer.of(200, describe(key(ids)));
      case "POST " + KEYS + "/{api_key_id}" -> change(ask, key(ids));
      case "DELETE " + KEYS + "/{api_key_id}" -> end(key(ids));
      case "GET " + ACCOUNTS ->
          page(ask, new ArrayList<>(role.accounts.values()), a -> a.id, OpenAiKeys::describe);
      case "POST " + ACCOUNTS -> newAccount(ask);
      case "GET " + ACCOUNT -> Answer.of(200, describe(account(ids)));
      case "DELETE " + ACCOUNT -> end(account(ids));
      case "POST " + ACCOUNT + "/api_keys" -> newKey(ask, account(ids));
      case "GET " + ADMIN_KEYS ->
          page(ask, role.listed(Kind.ADMIN).reversed(), key -> key.id, OpenAiKeys::describeAdmin);
      case "POST " + ADMIN_KEYS -> newAdmin(ask);
      case "GET " + ADMIN_KEYS + "/{key_id}" -> Answer.of(200, describeAdmin(admin(ids)));
      case "DELETE " + ADMIN_KEYS + "/{key_id}" -> endAdmin(admin(ids));
      default -> new OpenAiUsage(role).work(ask, operation);
    };
  }

  private HeldKey key(List<String> ids) {
    return role.known(Kind.KEY, ids.getLast(), "No such API key");
  }

  private HeldKey admin(List<String> ids) {
    return role.known(Kind.ADMIN, ids.getLast(), "No such admin API key");
  }

  private ServiceAccount account(List<String> ids) {
    ServiceAccount account = role.accounts.get(ids.get(1));
    if (account == null) {
      throw new Refusal(404, "No such service account");
    }
    return account;
  }

  private static <T> Answer page(
      Ask ask, List<T> all, Function<T, String> id, Function<T, Object> describe) {
    int limit = Pages.limit(ask, USUAL, MOST);
    Pages<T> page = Pages.of(all, id, limit, ask.one("after"), Optional.empty());
    List<T> items = page.items();
    Map<String, @Nullable Object> body =
        Json.of("object", "list", "data", items.stream().map(describe).toList());
    body.put("first_id", items.isEmpty() ? null : id.apply(items.getFirst()));
    body.put("last_id", items.isEmpty() ? null : id.apply(items.getLast()));
    body.put("has_more", page.more());
    return Answer.of(200, body);
  }

  private Answer keys(Ask ask) {
    boolean none = ask.one("owner_project_access").filter("inactive"::equals).isPresent();
    return page(ask, none ? List.of() : role.listed(Kind.KEY), key -> key.id, key -> describe(key));
  }

  private static Map<String, @Nullable Object> project() {
    Map<String, @Nullable Object> project =
        Json.of("id", OpenAiRole.PROJECT, "object", "organization.project", "name", "Default");
    project.put("created_at", CREATED);
    project.put("archived_at", null);
    project.put("status", "active");
    return project;
  }

  private Object describe(HeldKey key) {
    Map<String, @Nullable Object> owner =
        Json.of("id", "user-person", "name", "Person", "created_at", CREATED, "role", "owner");
    ServiceAccount account = role.accounts.get(key.owner);
    if (account != null) {
      owner = Json.of("id", account.id, "name", account.name);
      owner.put("created_at", account.created.getEpochSecond());
      owner.put("role", account.role);
    } else {
      owner.put("email", "person@example.com");
    }
    String type = account == null ? "user" : "service_account";
    Map<String, @Nullable Object> body =
        Json.of("object", "organization.project.api_key", "id", key.id, "name", key.name);
    body.put("redacted_value", key.hint);
    body.put("created_at", key.created.getEpochSecond());
    body.put("last_used_at", seconds(key.lastUsed));
    body.put("expires_at", seconds(key.expires));
    body.put("owner_project_access", "active");
    body.put("owner", Json.of("type", type, type, owner));
    return body;
  }

  private static Object describe(ServiceAccount account) {
    Map<String, @Nullable Object> body =
        Json.of("object", "organization.project.service_account", "id", account.id);
    body.put("name", account.name);
    body.put("role", account.role);
    body.put("created_at", account.created.getEpochSecond());
    return body;
  }

  private static Map<String, @Nullable Object> describeAdmin(HeldKey key) {
    Map<String, @Nullable Object> body =
        Json.of("object", "organization.admin_api_key", "id", key.id, "name", key.name);
    body.put("redacted_value", key.hint);
    body.put("created_at", key.created.getEpochSecond());
    body.put("expires_at", seconds(key.expires));
    body.put("last_used_at", seconds(key.lastUsed));
    body.put("owner", Json.of("type", "user", "object", "organization.user", "id", "user-person"));
    return body;
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.getEpochSecond());
  }

  private @Nullable Instant expiry(Ask ask) {
    Object seconds = ask.object().get("expires_in_seconds");
    if (seconds instanceof Long given && (given < 1 || given > 31_536_000)) {
      throw new Refusal(400, "expires_in_seconds is out of range");
    }
    if (!(seconds instanceof Long) && role.varies(Variant.OPENAI_WANTS_EXPIRY)) {
      throw new Refusal(400, "The organization's policy requires expires_in_seconds");
    }
    return seconds instanceof Long given ? role.now().plusSeconds(given) : null;
  }

  private Answer newAccount(Ask ask) {
    String name = ask.text("name").orElse("");
    if (name.isEmpty()) {
      throw new Refusal(400, "name is empty");
    }
    boolean alone = Boolean.TRUE.equals(ask.object().get("create_service_account_only"));
    Instant end = alone ? null : expiry(ask);
    ServiceAccount account = role.account(name, alone ? "none" : "member");
    Map<String, @Nullable Object> body =
        Json.of("object", "organization.project.service_account", "id", account.id, "name", name);
    body.put("role", account.role);
    body.put("created_at", account.created.getEpochSecond());
    body.put("api_key", alone ? null : made(account, name, end));
    return Answer.of(200, body);
  }

  private Answer newKey(Ask ask, ServiceAccount account) {
    Instant end = expiry(ask);
    return Answer.of(200, made(account, ask.text("name").orElse("Secret Key"), end));
  }

  private Map<String, @Nullable Object> made(
      ServiceAccount account, String name, @Nullable Instant end) {
    Role.Made made = role.make(Kind.KEY, name);
    made.key().owner = account.id;
    made.key().project = OpenAiRole.PROJECT;
    made.key().expires = end;
    Map<String, @Nullable Object> body =
        Json.of("object", "organization.project.service_account.api_key", "id", made.key().id);
    body.put("value", made.value());
    body.put("name", name);
    body.put("created_at", made.key().created.getEpochSecond());
    body.put("expires_at", seconds(end));
    return body;
  }

  private Answer newAdmin(Ask ask) {
    Instant end = expiry(ask);
    Role.Made made = role.make(Kind.ADMIN, ask.text("name").orElse(""));
    made.key().expires = end;
    Map<String, @Nullable Object> body = describeAdmin(made.key());
    body.put("value", made.value());
    return Answer.of(200, body);
  }

  private Answer change(Ask ask, HeldKey key) {
    Instant end = key.expires;
    if (end != null && !role.now().isBefore(end)) {
      throw new Refusal(400, "The API key has expired");
    }
    Instant later = expiry(ask);
    key.expires = later == null ? end : later;
    return Answer.of(200, describe(key));
  }

  private Answer end(HeldKey key) {
    if (!key.owner.isEmpty() && role.varies(Variant.OPENAI_KEEPS_SERVICE_ACCOUNT_KEYS)) {
      throw new Refusal(400, "The API key belongs to a service account");
    }
    key.gone = true;
    return deleted("organization.project.api_key.deleted", key.id);
  }

  private static Answer endAdmin(HeldKey key) {
    key.gone = true;
    return deleted("organization.admin_api_key.deleted", key.id);
  }

  private Answer end(ServiceAccount account) {
    role.accounts.remove(account.id);
    role.listed(Kind.KEY).stream()
        .filter(key -> key.owner.equals(account.id))
        .forEach(key -> key.gone = true);
    return deleted("organization.project.service_account.deleted", account.id);
  }

  private static Answer deleted(String object, String id) {
    return Answer.of(200, Json.of("object", object, "id", id, "deleted", true));
  }
}
