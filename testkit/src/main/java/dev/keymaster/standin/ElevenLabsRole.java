package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ElevenLabs: a workspace with one service account. */
final class ElevenLabsRole extends Role {
  private static final String ACCOUNT = "sa_standin";
  private static final String UNCHANGED = "no_update";

  ElevenLabsRole() {
    super("", "elevenlabs", "elevenlabs-more");
  }

  @Override
  String newValue(Kind kind) {
    return "sk_" + Values.hexWithWord(48);
  }

  @Override
  String hint(String value) {
    return value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return Values.hex(20);
  }

  @Override
  Map<String, String> settings() {
    return Map.of("service-account", ACCOUNT);
  }

  @Override
  String credential(Ask ask) {
    return ask.fields().first("xi-api-key").orElse("");
  }

  @Override
  Answer failure(int status, String code, String words) {
    if (status == 400 || status == 422) {
      Object item = Json.of("loc", List.of("body"), "msg", words, "type", "value_error");
      return Answer.of(words.isEmpty() ? status : 422, Json.of("detail", List.of(item)));
    }
    String usual = status == 401 ? "invalid_api_key" : status == 404 ? "not_found" : "error";
    String message = words.isEmpty() ? usual.replace('_', ' ') : words;
    return Answer.of(
        status,
        Json.of("detail", Json.of("status", code.isEmpty() ? usual : code, "message", message)));
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    HeldKey asker = good(credential(ask)).orElseThrow(() -> new Refusal(401, ""));
    if (ask.path().startsWith("/v1/service-accounts") && asker.kind != Kind.ADMIN) {
      throw new Refusal(401, "missing_permissions", "The API key is missing a permission");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(ask.path());
    if (!ids.isEmpty() && !ids.getFirst().equals(ACCOUNT)) {
      throw new Refusal(404, "No such service account");
    }
    return switch (operation.method() + ids.size()) {
      case "GET0" ->
          ask.path().equals("/v1/service-accounts")
              ? Answer.of(200, accounts())
              : ElevenLabsUser.of(ask);
      case "GET1" -> Answer.of(200, Json.of("api-keys", keyList()));
      case "POST1" -> mint(ask);
      case "PATCH2" -> update(ask, key(ids));
      default -> {
        key(ids).gone = true;
        yield Answer.of(200, Json.of("status", "ok"));
      }
    };
  }

  private HeldKey key(List<String> ids) {
    return known(Kind.KEY, ids.getLast(), "");
  }

  private Object accounts() {
    Map<String, @Nullable Object> account =
        Json.of("service_account_user_id", ACCOUNT, "name", "ci", "api-keys", keyList());
    return Json.of("service-accounts", List.of(account));
  }

  private List<Object> keyList() {
    return listed(Kind.KEY).stream().map(ElevenLabsRole::describe).toList();
  }

  private static Object describe(HeldKey key) {
    Map<String, @Nullable Object> body =
        Json.of("key_id", key.id, "name", key.name, "hint", key.hint);
    body.put("service_account_user_id", ACCOUNT);
    body.put("is_disabled", key.disabled);
    body.put("hashed_xi_api_key", key.hash);
    body.put("created_at_unix", key.created.getEpochSecond());
    body.put("character_limit", key.limit);
    body.put("character_count", 0);
    return body;
  }

  private Answer mint(Ask ask) {
    if (ask.object().get("permissions") instanceof String text && !text.equals("all")) {
      throw new Refusal(422, "permissions");
    }
    Role.Made made = make(Kind.KEY, ask.text("name").orElse(""));
    return Answer.of(200, Json.of("xi-api-key", made.value(), "key_id", made.key().id));
  }

  private static Answer update(Ask ask, HeldKey key) {
    switch (ask.object().get("is_enabled")) {
      case Boolean enabled -> key.disabled = !enabled;
      case String text when !text.equals(UNCHANGED) -> throw new Refusal(422, "is_enabled");
      case null, default -> {}
    }
    ask.text("name").ifPresent(name -> key.name = name);
    return Answer.of(200, Json.of("status", "ok"));
  }
}
