package dev.keymaster.standin;

import dev.keymaster.net.JsonReader;
import dev.keymaster.standin.HeldKey.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hugging Face: tokens end by their value; an organization's service account gets new ones. */
final class HuggingFaceRole extends Role {
  private static final String ORGANIZATION = "standin";
  private static final String ACCOUNT = "665f1a2b3c4d5e6f70819203";
  private static final int MOST_AT_ONCE = 1000;

  HuggingFaceRole() {
    super("", "huggingface", "huggingface-more");
  }

  @Override
  String newValue(Kind kind) {
    return "hf_" + Values.lettersWithWord(34);
  }

  @Override
  String newId(String value) {
    return Values.hex(24);
  }

  @Override
  Map<String, String> settings() {
    return Map.of("organization", ORGANIZATION, "service-account", ACCOUNT);
  }

  @Override
  Answer failure(int status, String code, String words) {
    String usual = status == 401 ? "Invalid username or password." : "Something went wrong";
    return Answer.of(status, Json.of("error", words.isEmpty() ? usual : words));
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    if (operation.name().equals("POST /api/credentials/revoke")) {
      return Optional.empty(); // whoever holds a token may end it
    }
    HeldKey asker = good(credential(ask)).orElseThrow(() -> new Refusal(401, ""));
    if (ask.path().startsWith("/api/organizations/") && asker.kind != Kind.ADMIN) {
      throw new Refusal(403, "You don't have the rights to do this");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(ask.path());
    if (!ids.isEmpty() && !ids.getFirst().equals(ORGANIZATION)) {
      throw new Refusal(404, "No such organization");
    }
    if (ids.size() > 1 && !ids.get(1).equals(ACCOUNT)) {
      throw new Refusal(404, "No such service account");
    }
    return switch (operation.method() + ids.size()) {
      case "GET0" -> whoami(asker.orElseThrow());
      case "POST0" -> revoke(ask);
      case "GET1" -> Answer.of(200, List.of(account()));
      case "POST2" -> mint(ask);
      default -> {
        known(Kind.KEY, ids.getLast(), "No such token").gone = true;
        yield Answer.of(204, null);
      }
    };
  }

  private static Answer whoami(HeldKey asker) {
    Map<String, @Nullable Object> body =
        Json.of("type", "user", "id", "665f1a2b3c4d5e6f70819200", "name", "person");
    body.put("fullname", "Person");
    body.put("avatarUrl", "/avatars/person.svg");
    body.put("isPro", false);
    body.put("orgs", asker.kind == Kind.ADMIN ? List.of(organization()) : List.of());
    Map<String, @Nullable Object> access =
        Json.of("displayName", asker.name, "role", "read", "createdAt", asker.created.toString());
    body.put("auth", Json.of("type", "access_token", "accessToken", access));
    return Answer.of(200, body);
  }

  private static Object organization() {
    Map<String, @Nullable Object> organization = Json.of("type", "org", "id", ACCOUNT);
    organization.put("name", ORGANIZATION);
    organization.put("fullname", "Stand-in");
    organization.put("avatarUrl", "/avatars/standin.svg");
    organization.put("roleInOrg", "admin");
    return organization;
  }

  /** Answers the same whether the tokens exist or not. */
  private Answer revoke(Ask ask) {
    Object tree = JsonReader.value(ask.body());
    List<?> values =
        tree instanceof Map<?, ?> m && m.get("credentials") instanceof List<?> l ? l : List.of();
    if (values.isEmpty() || values.size() > MOST_AT_ONCE) {
      throw new Refusal(400, "credentials: 1 to " + MOST_AT_ONCE);
    }
    for (Object value : values) {
      good(String.valueOf(value)).ifPresent(key -> key.gone = true);
    }
    return Answer.of(202, null);
  }

  private static Object account() {
    Map<String, @Nullable Object> account = Json.of("_id", ACCOUNT, "name", "ci", "user", "ci");
    account.put("email", "ci@example.com");
    account.put("createdAt", "2026-01-02T03:04:05Z");
    return account;
  }

  private Answer mint(Ask ask) {
    Role.Made made = make(Kind.KEY, ask.text("displayName").orElse("token"));
    Map<String, @Nullable Object> info =
        Json.of("_id", made.key().id, "displayName", made.key().name);
    info.put("createdAt", made.key().created.toString());
    for (String list : List.of("endpointPatterns", "permissions", "repoIds", "repoPermissions")) {
      info.put(list, List.of());
    }
    info.put("skipNetworkSecurity", false);
    return Answer.of(201, Json.of("token", made.value(), "tokenInfo", info));
  }
}
