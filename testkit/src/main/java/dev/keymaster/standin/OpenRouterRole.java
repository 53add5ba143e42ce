package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenRouter. */
final class OpenRouterRole extends Role {
  private static final String WORKSPACE = "0df9e665-d932-4740-b2c7-b52af166bc11";
  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{1,9})?Z";
  private static final String NOBODY = "User not found.";
  private static final int PAGE = 100;
  private static final BigDecimal CREDITS = new BigDecimal("100");

  OpenRouterRole() {
    super("/api/v1", "openrouter", "openrouter-more");
  }

  @Override
  String newValue(Kind kind) {
    return "sk-or-v1-" + Values.hexWithWord(64);
  }

  @Override
  String hint(String value) {
    return value.substring(0, 12) + "..." + value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return Values.sha256(value);
  }

  @Override
  String path(Ask ask) {
    return ask.path().equals("/keys/") ? "/keys" : ask.path(); // some of its examples post there
  }

  @Override
  String credential(Ask ask) {
    return bearer(ask).orElseGet(() -> ask.fields().first("x-api-key").orElse(""));
  }

  @Override
  Answer failure(int status, String code, String words) {
    String type =
        switch (status) {
          case 401 -> "authentication";
          case 402 -> "payment_required";
          case 403 -> "permission_denied";
          case 429 -> "rate_limit_exceeded";
          default -> "";
        };
    Map<String, @Nullable Object> error =
        Json.of("code", status, "message", words.isEmpty() ? usual(status) : words);
    if (!type.isEmpty()) {
      error.put("metadata", Json.of("error_type", type));
    }
    return Answer.of(status, Json.of("error", error));
  }

  private static String usual(int status) {
    return switch (status) {
      case 400 -> "Invalid request parameters";
      case 401 -> NOBODY;
      case 402 -> "Insufficient credits. Add more to continue.";
      case 403 -> "Only management keys can perform this operation";
      case 404 -> "Resource not found";
      case 409 -> "Resource conflict. Please try again later.";
      case 429 -> "Rate limit exceeded";
      case 500 -> "Internal Server Error";
      default -> "Provider returned error";
    };
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    if (operation.name().equals("GET /models")) {
      return Optional.empty(); // whoever asks is answered: no proof of a key
    }
    String given = credential(ask);
    if (given.isEmpty()) {
      throw new Refusal(401, "Missing Authentication header");
    }
    HeldKey asker = good(given).orElseThrow(() -> new Refusal(401, NOBODY));
    boolean inference = operation.name().equals("POST /chat/completions");
    if (inference && asker.kind == Kind.ADMIN) {
      throw new Refusal(401, NOBODY);
    }
    if (!inference && !operation.name().equals("GET /key") && asker.kind != Kind.ADMIN) {
      boolean forbids = operation.documents(403) || varies(Variant.OPENROUTER_FORBIDS_EVERYWHERE);
      throw new Refusal(forbids ? 403 : 401, "");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> variables = operation.variables(path(ask));
    return switch (operation.name()) {
      case "GET /keys" -> list(ask);
      case "POST /keys" -> mint(ask);
      case "GET /keys/{hash}" -> Answer.of(200, Json.of("data", info(held(variables))));
      case "PATCH /keys/{hash}" -> update(held(variables), ask.object());
      case "DELETE /keys/{hash}" -> revoke(held(variables));
      case "GET /key" -> self(asker.orElseThrow());
      case "GET /credits" -> credits();
      case "GET /activity" -> activity(ask);
      case "GET /models" -> Answer.of(200, OpenRouterModels.list());
      default -> OpenRouterModels.chat(ask, asker.orElseThrow());
    };
  }

  private HeldKey held(List<String> variables) {
    return known(Kind.KEY, variables.getFirst(), "");
  }

  private Answer list(Ask ask) {
    ask.one("include_disabled")
        .filter(value -> !value.matches("true|false"))
        .ifPresent(_ -> {
          throw refusal();
        });
    boolean disabledToo =
        varies(Variant.OPENROUTER_LISTS_DISABLED)
            || ask.one("include_disabled").filter("true"::equals).isPresent();
    boolean here = ask.one("workspace_id").filter(id -> !id.equals(WORKSPACE)).isEmpty();
    List<Map<String, @Nullable Object>> page =
        listed(Kind.KEY).stream()
            .filter(key -> here && (disabledToo || !key.disabled))
            .skip(ask.number("offset", 0))
            .limit(PAGE)
            .map(OpenRouterRole::info)
            .toList();
    return Answer.of(200, Json.of("data", page));
  }

  private Answer mint(Ask ask) {
    Map<?, ?> order = ask.object();
    if (ask.text("name").orElse("").isEmpty()
        || ask.text("workspace_id").filter(id -> !id.equals(WORKSPACE)).isPresent()) {
      throw refusal();
    }
    Instant end = ask.text("expires_at").map(this::time).orElse(null);
    BigDecimal limit = limit(order);
    Made made = make(Kind.KEY, ask.text("name").orElseThrow());
    made.key().expires = end;
    made.key().limit = limit;
    change(made.key(), order);
    Map<String, @Nullable Object> data = info(made.key());
    Map<String, @Nullable Object> body = Json.of("data", data);
    if (varies(Variant.OPENROUTER_NO_KEY)) {
      return Answer.of(201, body).seenInTheWild();
    }
    if (varies(Variant.OPENROUTER_KEY_INSIDE_DATA)) {
      data.put("key", made.value());
      return Answer.of(201, body).seenInTheWild();
    }
    body.put("key", made.value());
    return Answer.of(201, body);
  }

  private Answer update(HeldKey key, Map<?, ?> changes) {
    BigDecimal limit = changes.containsKey("limit") ? limit(changes) : key.limit;
    if ("".equals(changes.get("name"))) {
      throw refusal();
    }
    key.limit = limit;
    if (changes.get("name") instanceof String name) {
      key.name = name;
    }
    if (changes.get("disabled") instanceof Boolean disabled) {
      key.disabled = disabled;
    }
    change(key, changes);
    key.updated = now();
    return Answer.of(200, Json.of("data", info(key)));
  }

  private static void change(HeldKey key, Map<?, ?> changes) {
    if (changes.containsKey("limit_reset")) {
      key.reset = changes.get("limit_reset") instanceof String reset ? reset : null;
    }
    if (changes.get("include_byok_in_limit") instanceof Boolean included) {
      key.byokInLimit = included;
    }
  }

  private static @Nullable BigDecimal limit(Map<?, ?> order) {
    BigDecimal limit =
        switch (order.get("limit")) {
          case Long whole -> BigDecimal.valueOf(whole);
          case BigDecimal number -> number;
          case null, default -> null;
        };
    if (limit != null && limit.signum() < 0) {
      throw refusal();
    }
    return limit;
  }

  private Instant time(String text) {
    try {
      Instant time = text.matches(TIME) ? Instant.parse(text) : Instant.MIN;
      if (time.isAfter(now())) {
        return time;
      }
      throw refusal();
    } catch (DateTimeParseException e) {
      throw refusal();
    }
  }

  private static Refusal refusal() {
    return new Refusal(400, "");
  }

  private Answer revoke(HeldKey key) {
    key.gone = true;
    return Answer.of(200, Json.of("deleted", true));
  }

  private static Answer self(HeldKey key) {
    boolean admin = key.kind == Kind.ADMIN;
    Map<String, @Nullable Object> data = info(key);
    for (String other :
        List.of("hash", "name", "disabled", "created_at", "updated_at", "external_user")) {
      data.remove(other);
    }
    data.put("organization_id", null);
    data.put("allowed_data_regions", List.of("global"));
    data.put("free_model_daily_requests", Json.of("limit", 50, "used", 0, "remaining", 50));
    data.put("is_free_tier", false);
    data.put("is_management_key", admin);
    data.put("is_provisioning_key", admin);
    data.put("rate_limit", Json.of("requests", -1, "interval", "10s", "note", "deprecated"));
    return Answer.of(200, Json.of("data", data));
  }

  private Answer credits() {
    BigDecimal used =
        keys.values().stream().map(key -> key.spent).reduce(BigDecimal.ZERO, BigDecimal::add);
    return Answer.of(200, Json.of("data", Json.of("total_credits", CREDITS, "total_usage", used)));
  }

  private Answer activity(Ask ask) {
    LocalDate today = LocalDate.ofInstant(now(), ZoneOffset.UTC);
    String date = ask.one("date").orElse(today.minusDays(1).toString());
    try {
      LocalDate day = LocalDate.parse(date);
      if (!day.isBefore(today) || day.isBefore(today.minusDays(30))) {
        throw refusal();
      }
    } catch (DateTimeParseException e) {
      throw refusal();
    }
    List<Object> rows = new ArrayList<>();
    for (HeldKey key : keys.values()) {
      if (key.requests > 0 && ask.one("api_key_hash").filter(h -> !h.equals(key.hash)).isEmpty()) {
        rows.add(OpenRouterModels.activity(date, key));
      }
    }
    return Answer.of(200, Json.of("data", rows));
  }

  private static Map<String, @Nullable Object> info(HeldKey key) {
    BigDecimal limit = key.limit;
    Map<String, @Nullable Object> info =
        Json.of("hash", key.hash, "name", key.name, "label", key.hint, "disabled", key.disabled);
    info.put("limit", limit);
    info.put("limit_remaining", limit == null ? null : limit.subtract(key.spent));
    info.put("limit_reset", key.reset);
    info.put("include_byok_in_limit", key.byokInLimit);
    for (String span : List.of("", "_daily", "_weekly", "_monthly")) {
      info.put("usage" + span, key.spent);
      info.put("byok_usage" + span, 0);
    }
    info.put("created_at", key.created.toString());
    info.put("updated_at", text(key.updated));
    info.put("expires_at", text(key.expires));
    info.put("creator_user_id", null);
    info.put("workspace_id", WORKSPACE);
    info.put("external_user", null);
    return info;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
