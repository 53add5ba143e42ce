package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mistral, with the Admin API at both of the places and with both of the headers it is said to
 * have.
 */
final class MistralRole extends Role {
  private static final String WORKSPACE = "0df9e665-d932-4740-b2c7-b52af166bc11";
  private static final String USER = "0df9e665-d932-4740-b2c7-b52af166bc12";
  private static final String ADMIN = "/v1/admin/";
  private static final String OTHER_ADMIN = "/api/admin/";

  MistralRole() {
    super("", "mistral", "mistral-more");
  }

  @Override
  String path(Ask ask) {
    return ask.path().startsWith(OTHER_ADMIN)
        ? ADMIN + ask.path().substring(OTHER_ADMIN.length())
        : ask.path();
  }

  @Override
  String newValue(Kind kind) {
    return Values.lettersWithWord(32);
  }

  @Override
  String hint(String value) {
    return "********************" + value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return UUID.randomUUID().toString();
  }

  @Override
  Map<String, String> settings() {
    return Map.of("workspace", WORKSPACE, "user", USER);
  }

  @Override
  String credential(Ask ask) {
    return bearer(ask).orElseGet(() -> ask.fields().first("x-api-key").orElse(""));
  }

  @Override
  Answer failure(int status, String code, String words) {
    String usual = status == 401 ? "Unauthorized" : status == 404 ? "Not found" : "Error";
    return Answer.of(status, Json.of("detail", words.isEmpty() ? usual : words));
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    boolean manages = path(ask).startsWith(ADMIN);
    String given = manages ? credential(ask) : bearer(ask).orElse("");
    HeldKey asker = good(given).orElseThrow(() -> new Refusal(401, ""));
    if (manages != (asker.kind == Kind.ADMIN)) {
      throw new Refusal(manages ? 403 : 401, "");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(path(ask));
    return switch (operation.name()) {
      case "GET /v1/models" -> Answer.of(200, Json.of("object", "list", "data", List.of(model())));
      case "GET /v1/admin/api-keys" -> list(ask);
      case "POST /v1/admin/api-keys" -> mint(ask);
      default -> {
        known(Kind.KEY, ids.getFirst(), "").gone = true;
        yield Answer.of(200, Json.of("detail", "API key deleted"));
      }
    };
  }

  private static Object model() {
    Map<String, @Nullable Object> model = Json.of("id", "mistral-hello", "object", "model");
    model.put("capabilities", Json.of());
    return model;
  }

  private Answer list(Ask ask) {
    List<Map<String, @Nullable Object>> page =
        listed(Kind.KEY).stream()
            .filter(key -> ask.one("name").filter(name -> !name.equals(key.name)).isEmpty())
            .skip(ask.number("offset", 0))
            .limit(ask.number("limit", 100))
            .map(MistralRole::describe)
            .toList();
    return Answer.of(200, Json.of("keys", page));
  }

  private static Map<String, @Nullable Object> describe(HeldKey key) {
    Map<String, @Nullable Object> body = head(key);
    body.put("key", null);
    body.put("workspace_id", WORKSPACE);
    body.put("workspace_name", "Default");
    body.put("created_by", USER);
    body.put("product", "API");
    body.put("last_used", key.lastUsed == null ? null : key.lastUsed.toString());
    body.put("can_delete", true);
    return body;
  }

  private static Map<String, @Nullable Object> head(HeldKey key) {
    Map<String, @Nullable Object> body = Json.of("key_id", key.id, "name", key.name);
    body.put("hidden_key", key.hint);
    body.put("created_at", key.created.toString());
    body.put("expiration_date", key.expires == null ? null : key.expires.toString());
    body.put("actions", Json.of("delete", Json.of("status", "available")));
    return body;
  }

  private Answer mint(Ask ask) {
    if (!ask.text("workspace_uuid").orElse("").equals(WORKSPACE)
        || !ask.text("user_id").orElse("").equals(USER)) {
      throw new Refusal(404, "No such workspace or user");
    }
    Role.Made made = make(Kind.KEY, ask.text("name").orElse(""));
    try {
      ask.text("expiration")
          .map(LocalDate::parse)
          .ifPresent(day -> made.key().expires = day.atStartOfDay().toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      made.key().gone = true;
      throw new Refusal(422, "expiration is no date");
    }
    Map<String, @Nullable Object> body = head(made.key());
    body.put("key", made.value());
    return Answer.of(200, body);
  }
}
