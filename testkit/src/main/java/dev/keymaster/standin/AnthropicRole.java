package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Anthropic: one organization. Keys are made in its console ({@link StandIn#issue}) alone. */
final class AnthropicRole extends Role {
  private static final String OLD_VERSION = "2023-06-01";
  private static final Set<String> VERSIONS = Set.of(OLD_VERSION, "2026-10-21");
  private static final String MODEL = "claude-hello";
  private static final BigDecimal PRICE = new BigDecimal("0.03");
  private static final String ORGANIZATION = "0df9e665-d932-4740-b2c7-b52af166bc11";
  private static final String LIMITED = "org_api_key_limit_exceeded";

  private final AnthropicReports reports = new AnthropicReports(this);

  AnthropicRole() {
    super("", "anthropic", "anthropic-more");
  }

  @Override
  String newValue(Kind kind) {
    String prefix = kind == Kind.ADMIN ? "sk-ant-admin01-" : "sk-ant-api03-";
    return prefix + Values.textWithWord(93) + "AA";
  }

  @Override
  String hint(String value) {
    return value.substring(0, 26) + "..." + value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return "apikey_01" + Values.hex(22);
  }

  @Override
  String credential(Ask ask) {
    return ask.fields().first("x-api-key").orElseGet(() -> bearer(ask).orElse(""));
  }

  @Override
  Answer failure(int status, String code, String words) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 402 -> "billing_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 504 -> "timeout_error";
          case 529 -> "overloaded_error";
          default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    Map<String, @Nullable Object> error =
        Json.of("type", type, "message", words.isEmpty() ? usual(status) : words);
    if (!code.isEmpty()) {
      error.put("details", Json.of("error_code", code));
    }
    String request = "req_" + Values.hex(20);
    return Answer.of(status, Json.of("type", "error", "error", error, "request_id", request))
        .with("request-id", request);
  }

  private static String usual(int status) {
    return switch (status) {
      case 401 -> "invalid x-api-key";
      case 403 -> "Your API key does not have permission to use the specified resource.";
      case 404 -> "Not found";
      case 429 -> "This request would exceed your rate limit.";
      case 529 -> "Overloaded";
      default -> status < 500 ? "Invalid request" : "Internal server error";
    };
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    String version = ask.fields().first("anthropic-version").orElse("");
    if (!VERSIONS.contains(version)) {
      throw new Refusal(
          400, version.isEmpty() ? "anthropic-version: header is required" : "unknown version");
    }
    String given = credential(ask); // in either header: the vendor's own client sends a bearer
    if (given.isEmpty()) {
      throw new Refusal(401, "x-api-key header is required");
    }
    HeldKey asker = good(given).orElseThrow(() -> new Refusal(401, ""));
    boolean manages = ask.path().startsWith("/v1/organizations/");
    if (manages != (asker.kind == Kind.ADMIN)) {
      throw new Refusal(varies(Variant.ANTHROPIC_FORBIDS) ? 403 : 401, "");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    return does(ask, operation, asker)
        .with("request-id", "req_" + Values.hex(20))
        .with("anthropic-organization-id", ORGANIZATION);
  }

  private Answer does(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(ask.path());
    return switch (operation.name()) {
      case "GET /v1/models" -> page(ask, List.of(MODEL), id -> id, _ -> model());
      case "GET /v1/models/{model_id}" -> {
        if (!ids.getFirst().equals(MODEL)) {
          throw new Refusal(404, "model: " + ids.getFirst());
        }
        yield Answer.of(200, model());
      }
      case "POST /v1/messages" -> message(ask, asker.orElseThrow());
      case "GET /v1/organizations/me" ->
          Answer.of(200, Json.of("id", ORGANIZATION, "type", "organization", "name", "Stand-in"));
      case "GET /v1/organizations/api_keys" -> list(ask);
      case "GET /v1/organizations/api_keys/{api_key_id}" -> Answer.of(200, describe(ask, key(ids)));
      case "POST /v1/organizations/api_keys/{api_key_id}" -> update(ask, key(ids));
      default -> reports.work(ask, operation);
    };
  }

  private HeldKey key(List<String> ids) {
    return known(Kind.KEY, ids.getFirst(), "API key not found");
  }

  private static <T> Answer page(
      Ask ask, List<T> all, Function<T, String> id, Function<T, Object> describe) {
    int limit = Pages.limit(ask, 20, 1000);
    Pages<T> page = Pages.of(all, id, limit, ask.one("after_id"), ask.one("before_id"));
    List<T> items = page.items();
    Map<String, @Nullable Object> body = Json.of("data", items.stream().map(describe).toList());
    body.put("first_id", items.isEmpty() ? null : id.apply(items.getFirst()));
    body.put("last_id", items.isEmpty() ? null : id.apply(items.getLast()));
    body.put("has_more", page.more());
    return Answer.of(200, body);
  }

  private static Map<String, @Nullable Object> model() {
    Map<String, @Nullable Object> model =
        Json.of("type", "model", "id", MODEL, "display_name", "Claude Hello");
    model.put("created_at", "2025-10-09T08:53:20Z");
    model.put("max_input_tokens", 1000);
    model.put("max_tokens", 1000);
    model.put("capabilities", null);
    return model;
  }

  private Answer message(Ask ask, HeldKey asker) {
    if (!ask.text("model").orElse("").equals(MODEL)) {
      throw new Refusal(404, "model: " + ask.text("model").orElse(""));
    }
    asker.requests++;
    asker.spent = asker.spent.add(PRICE);
    Answer answer = AnthropicMessages.hello(ask, MODEL);
    for (String what : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
      String name = "anthropic-ratelimit-" + what;
      answer = answer.with(name + "-limit", "4000").with(name + "-remaining", "3999");
      answer = answer.with(name + "-reset", now().plusSeconds(60).toString());
    }
    return answer;
  }

  private Answer list(Ask ask) {
    Optional<String> status = ask.one("status");
    boolean elsewhere =
        ask.one("workspace_id").isPresent()
            || ask.one("created_by_user_id").filter(id -> !id.equals("user_person")).isPresent();
    List<HeldKey> all = new ArrayList<>(elsewhere ? List.of() : listed(Kind.KEY));
    all.removeIf(key -> status.filter(wanted -> !wanted.equals(status(key))).isPresent());
    return page(ask, all, key -> key.id, key -> describe(ask, key));
  }

  private String status(HeldKey key) {
    if (key.archived) {
      return "archived";
    }
    if (key.disabled) {
      return "inactive";
    }
    return key.good(now()) ? "active" : "expired";
  }

  private Map<String, @Nullable Object> describe(Ask ask, HeldKey key) {
    Map<String, @Nullable Object> body =
        Json.of("id", key.id, "type", "api_key", "name", key.name, "status", status(key));
    body.put("created_at", key.created.toString());
    body.put("created_by", Json.of("id", "user_person", "type", "user"));
    body.put("expires_at", key.expires == null ? null : key.expires.toString());
    body.put("partial_key_hint", key.hint);
    body.put("principal", Json.of("type", "user_actor", "user_id", "user_person"));
    body.put("scope", Json.of("type", "organization"));
    if (ask.fields().says("anthropic-version", OLD_VERSION)) {
      body.put("workspace_id", null);
    }
    return body;
  }

  private Answer update(Ask ask, HeldKey key) {
    Map<?, ?> changes = ask.object();
    String now = status(key);
    String wanted = ask.text("status").orElse(now);
    String name = ask.text("name").orElse(key.name);
    if (name.isEmpty() || name.length() > 500 || changes.isEmpty()) {
      throw new Refusal(400, "name: 1 to 500 characters");
    }
    if (now.equals("archived") && !wanted.equals("archived")) {
      throw new Refusal(400, "An archived API key cannot be changed");
    }
    if (wanted.equals("active") && !now.equals("active") && varies(Variant.ANTHROPIC_KEY_LIMIT)) {
      throw new Refusal(400, LIMITED, "Too many active API keys");
    }
    key.name = name;
    key.disabled = wanted.equals("inactive");
    key.archived = wanted.equals("archived");
    return Answer.of(200, describe(ask, key));
  }
}
