package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI: one organization with one project. */
final class OpenAiRole extends Role {
  static final String PROJECT = "proj_standin";
  private static final String BARE = "bare";
  private static final String ADMIN_PATHS = "/organization/";
  private static final String MODEL = "gpt-hello";
  private static final long CREATED = 1_760_000_000;

  /** An account within the project that is no person. */
  static final class ServiceAccount {
    final String id;
    final String name;
    final Instant created;
    final String role;

    private ServiceAccount(String id, String name, Instant created, String role) {
      this.id = id;
      this.name = name;
      this.created = created;
      this.role = role;
    }
  }

  final Map<String, ServiceAccount> accounts = new LinkedHashMap<>();
  private final OpenAiKeys keyCalls = new OpenAiKeys(this);

  OpenAiRole() {
    super("/v1", "openai", "openai-more");
  }

  @Override
  String newValue(Kind kind) {
    String prefix = kind == Kind.ADMIN ? "sk-admin-" : "sk-svcacct-";
    return prefix + Values.textWithWord(58) + "T3BlbkFJ" + Values.hex(58);
  }

  @Override
  String hint(String value) {
    return value.substring(0, 11) + "***" + value.substring(value.length() - 4);
  }

  @Override
  String newId(String value) {
    return "key_" + Values.hex(16);
  }

  @Override
  Map<String, String> settings() {
    return Map.of("project", PROJECT);
  }

  @Override
  Answer failure(int status, String code, String words) {
    if (code.equals(BARE)) {
      return finished(Answer.of(status, Json.of("error", words)).seenInTheWild());
    }
    String type =
        switch (status) {
          case 429 -> code.equals("insufficient_quota") ? code : "requests";
          case 500, 502, 503 -> "server_error";
          default -> "invalid_request_error";
        };
    Map<String, @Nullable Object> error =
        Json.of("message", words.isEmpty() ? usual(status) : words, "type", type, "param", null);
    error.put("code", code.isEmpty() ? usualCode(status) : code);
    return finished(Answer.of(status, Json.of("error", error)));
  }

  private static Answer finished(Answer answer) {
    return answer.with("x-request-id", "req_" + Values.hex(16));
  }

  private static String usual(int status) {
    return switch (status) {
      case 401 -> "Incorrect API key provided: sk-svcac********. Check your keys.";
      case 404 -> "Not found";
      case 429 -> "Rate limit reached for requests";
      case 500 -> "The server had an error while processing your request.";
      default -> "Invalid request";
    };
  }

  private static @Nullable String usualCode(int status) {
    return switch (status) {
      case 401 -> "invalid_api_key";
      case 429 -> "rate_limit_exceeded";
      default -> null;
    };
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    String given = credential(ask);
    if (given.isEmpty()) {
      throw new Refusal(401, "You didn't provide an API key.");
    }
    HeldKey asker = good(given).orElseThrow(() -> new Refusal(401, ""));
    boolean manages = ask.path().startsWith(ADMIN_PATHS);
    boolean usage = ask.path().contains("/costs") || ask.path().contains("/usage/");
    if (manages && asker.kind != Kind.ADMIN) {
      throw forbidden(usage ? "api.usage.read" : "api.management.read");
    }
    if (!manages && asker.kind == Kind.ADMIN) {
      throw forbidden("model.request");
    }
    if (varies(Variant.OPENAI_KEY_WITHOUT_MODEL_SCOPE) && ask.path().startsWith("/models")) {
      throw forbidden("api.model.read");
    }
    return Optional.of(asker);
  }

  private Refusal forbidden(String scope) {
    String code = varies(Variant.OPENAI_FORBIDS_WITH_OBJECT) ? "" : BARE;
    return new Refusal(
        403,
        code,
        "You have insufficient permissions for this operation. Missing scopes: " + scope + ".");
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    String path = operation.name();
    Answer answer =
        path.contains(ADMIN_PATHS) ? keyCalls.work(ask, operation) : inference(ask, path, asker);
    return finished(answer);
  }

  private Answer inference(Ask ask, String operation, Optional<HeldKey> asker) {
    return switch (operation) {
      case "GET /models" -> Answer.of(200, Json.of("object", "list", "data", List.of(model())));
      case "GET /models/{model}" -> {
        if (!ask.path().endsWith("/" + MODEL)) {
          throw new Refusal(404, "model_not_found", "The model does not exist");
        }
        yield Answer.of(200, model());
      }
      default -> chat(ask, asker.orElseThrow());
    };
  }

  private static Map<String, @Nullable Object> model() {
    return Json.of("id", MODEL, "object", "model", "created", CREATED, "owned_by", "system");
  }

  private static Answer chat(Ask ask, HeldKey asker) {
    if (!ask.text("model").orElse("").equals(MODEL)) {
      throw new Refusal(404, "model_not_found", "The model does not exist");
    }
    asker.requests++;
    asker.spent = asker.spent.add(OpenAiUsage.PRICE);
    Answer answer = ChatCompletions.hello(ask, MODEL);
    for (String what : List.of("requests", "tokens")) {
      answer = answer.with("x-ratelimit-limit-" + what, "10000");
      answer = answer.with("x-ratelimit-remaining-" + what, "9999");
      answer = answer.with("x-ratelimit-reset-" + what, "6m0s");
    }
    return answer;
  }

  ServiceAccount account(String name, String role) {
    ServiceAccount made = new ServiceAccount("user-" + Values.hex(16), name, now(), role);
    accounts.put(made.id, made);
    return made;
  }
}
