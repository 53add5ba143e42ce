package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stability: it has no call that manages keys; they are made in its console alone. */
final class StabilityRole extends Role {
  private static final String VERSION = "/v1";
  private static final String ENGINE = "stable-hello";
  private static final String ORGANIZATION = "org-standin";
  private static final BigDecimal CREDITS = new BigDecimal("25");
  private static final BigDecimal PRICE = new BigDecimal("0.2");

  StabilityRole() {
    super("", "stability");
  }

  @Override
  String path(Ask ask) {
    String path = ask.path();
    return path.startsWith(VERSION + "/") ? path.substring(VERSION.length()) : "/-" + path;
  }

  @Override
  String newValue(Kind kind) {
    return "sk-" + Values.textWithWord(48);
  }

  @Override
  Answer failure(int status, String code, String words) {
    String name =
        switch (status) {
          case 400 -> "bad_request";
          case 401 -> "unauthorized";
          case 403 -> "permission_denied";
          case 404 -> "not_found";
          case 429 -> "rate_limit_exceeded";
          default -> status < 500 ? "bad_request" : "server_error";
        };
    String message = words.isEmpty() ? name.replace('_', ' ') : words;
    Map<String, @Nullable Object> body = Json.of("id", Values.hex(32), "name", name);
    if (varies(Variant.STABILITY_LISTS_ERRORS)) {
      body.put("errors", List.of(message));
      return Answer.of(status, body).seenInTheWild();
    }
    body.put("message", message);
    return Answer.of(status, body);
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    String given = credential(ask);
    if (given.isEmpty()) {
      throw new Refusal(401, "missing authorization header");
    }
    ask.fields()
        .first("organization")
        .filter(id -> !id.equals(ORGANIZATION))
        .ifPresent(_ -> {
          throw new Refusal(401, "not a member of the organization");
        });
    return Optional.of(good(given).orElseThrow(() -> new Refusal(401, "invalid api key")));
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    return switch (operation.name()) {
      case "GET /user/account" -> account();
      case "GET /user/balance" -> Answer.of(200, Json.of("credits", left()));
      case "GET /engines/list" -> Answer.of(200, List.of(engine()));
      default -> image(operation.variables(path(ask)), asker.orElseThrow());
    };
  }

  private BigDecimal left() {
    return keys.values().stream().map(key -> key.spent).reduce(CREDITS, BigDecimal::subtract);
  }

  private static Answer account() {
    Map<String, @Nullable Object> organization = Json.of("id", ORGANIZATION, "name", "Stand-in");
    organization.put("role", "MEMBER");
    organization.put("is_default", true);
    Map<String, @Nullable Object> account =
        Json.of("id", "user-person", "email", "person@example.com");
    account.put("organizations", List.of(organization));
    return Answer.of(200, account);
  }

  private static Object engine() {
    return Json.of("id", ENGINE, "name", "Hello", "description", "Hello", "type", "PICTURE");
  }

  private static Answer image(List<String> engine, HeldKey asker) {
    if (!engine.getFirst().equals(ENGINE)) {
      throw new Refusal(404, "The specified engine was not found");
    }
    asker.spent = asker.spent.add(PRICE);
    return Answer.of(200, List.of(Json.of("base64", "", "finishReason", "SUCCESS", "seed", 1)));
  }
}
