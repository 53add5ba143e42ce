package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * xAI: inference below {@code /v1}, and what is another host there, the management API, beside it.
 */
final class XaiRole extends Role {
  private static final String TEAM = "team-standin";

  XaiRole() {
    super("/v1", "xai");
  }

  @Override
  String root() {
    return "";
  }

  @Override
  String newValue(Kind kind) {
    return (kind == Kind.ADMIN ? "xai-token-" : "xai-") + Values.lettersWithWord(80);
  }

  @Override
  String hint(String value) {
    return "xai-..." + value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return Values.hex(24);
  }

  @Override
  Map<String, String> settings() {
    return Map.of("team", TEAM);
  }

  @Override
  Answer failure(int status, String code, String words) {
    String usual = status == 400 || status == 401 ? "Incorrect API key provided." : "Error";
    return Answer.of(
        status, Json.of("code", "The request failed", "error", words.isEmpty() ? usual : words));
  }

  /** A disabled key is told apart by flags in an answer that is 200 otherwise. */
  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    HeldKey asker = keys.get(Values.sha256(credential(ask)));
    boolean manages = ask.path().startsWith("/auth/");
    if (asker == null || asker.gone || manages != (asker.kind == Kind.ADMIN)) {
      boolean says400 = varies(Variant.XAI_BAD_KEY_400) && !manages;
      throw new Refusal(says400 ? 400 : 401, "");
    }
    if (asker.disabled && !operation.name().equals("GET /v1/api-key")) {
      throw new Refusal(403, "The API key is disabled");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(ask.path());
    return switch (operation.name()) {
      case "GET /v1/api-key" -> Answer.of(200, self(asker.orElseThrow()));
      case "GET /v1/models" ->
          Answer.of(
              200,
              Json.of(
                  "object",
                  "list",
                  "data",
                  List.of(Json.of("id", "grok-hello", "object", "model"))));
      case "GET /auth/management-keys/validation" -> Answer.of(200, Json.of("apiKeyId", "m"));
      case "GET /auth/teams/{teamId}/api-keys" -> list(ask, ids);
      case "POST /auth/teams/{teamId}/api-keys" -> mint(ask, ids);
      case "PUT /auth/api-keys/{apiKeyId}" -> update(ask, key(ids));
      case "DELETE /auth/api-keys/{apiKeyId}" -> {
        key(ids).gone = true;
        yield Answer.of(200, Json.of());
      }
      default -> Answer.of(200, Json.of("propagated", key(ids).good(now())));
    };
  }

  private HeldKey key(List<String> ids) {
    return known(Kind.KEY, ids.getFirst(), "No such API key");
  }

  private static void team(List<String> ids) {
    if (!ids.getFirst().equals(TEAM)) {
      throw new Refusal(404, "No such team");
    }
  }

  private static Object self(HeldKey key) {
    Map<String, @Nullable Object> body = Json.of("redacted_api_key", key.hint, "name", key.name);
    body.put("user_id", "user-person");
    body.put("team_id", TEAM);
    body.put("api_key_id", key.id);
    body.put("create_time", key.created.toString());
    body.put("modify_time", key.created.toString());
    body.put("acls", List.of("api-key:model:*", "api-key:endpoint:*"));
    body.put("team_blocked", false);
    body.put("api_key_blocked", false);
    body.put("api_key_disabled", key.disabled);
    return body;
  }

  private static Map<String, @Nullable Object> describe(HeldKey key) {
    Map<String, @Nullable Object> body = Json.of("apiKeyId", key.id, "name", key.name);
    body.put("redactedApiKey", key.hint);
    body.put("createTime", key.created.toString());
    body.put("disabled", key.disabled);
    body.put("acls", List.of("api-key:model:*", "api-key:endpoint:*"));
    return body;
  }

  private Answer list(Ask ask, List<String> ids) {
    team(ids);
    int size = ask.number("pageSize", 100);
    int from = ask.number("paginationToken", 0);
    List<HeldKey> all = listed(Kind.KEY);
    Map<String, @Nullable Object> body =
        Json.of("apiKeys", all.stream().skip(from).limit(size).map(XaiRole::describe).toList());
    if (from + size < all.size()) {
      body.put("paginationToken", Integer.toString(from + size));
    }
    return Answer.of(200, body);
  }

  private Answer mint(Ask ask, List<String> ids) {
    team(ids);
    Role.Made made = make(Kind.KEY, ask.text("name").orElse(""));
    Map<String, @Nullable Object> body = describe(made.key());
    body.put("apiKey", made.value());
    return Answer.of(200, body);
  }

  private static Answer update(Ask ask, HeldKey key) {
    Object changes = ask.object().get("apiKey");
    if (changes instanceof Map<?, ?> map
        && "disabled".equals(ask.object().get("fieldMask"))
        && map.get("disabled") instanceof Boolean disabled) {
      key.disabled = disabled;
      return Answer.of(200, describe(key));
    }
    throw new Refusal(400, "fieldMask");
  }
}
