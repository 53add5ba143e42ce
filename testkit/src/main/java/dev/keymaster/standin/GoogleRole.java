package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.net.HttpFields;
import dev.keymaster.standin.HeldKey.Kind;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Google: three of its hosts at one address. Gemini, asked with a key; the token service, asked
 * with a signed assertion; and the API Keys API, asked with a token. The credential is the JSON
 * file of a service account's key.
 */
final class GoogleRole extends Role {
  private static final String TOKEN = "POST /token";
  private static final String ASSERTION = "-assertion";
  private static final String UNDELETE = ":undelete";
  private static final String INFO = "type.googleapis.com/google.rpc.ErrorInfo";

  /** Parameters that every API of the vendor takes, and that change nothing here. */
  private static final Set<String> SYSTEM = Set.of("$alt", "alt", "prettyPrint", "quotaUser");

  private final GoogleSignIn signIn = new GoogleSignIn();
  private final GoogleKeys book = new GoogleKeys(this);

  GoogleRole() {
    super("", "google");
  }

  @Override
  String newValue(Kind kind) {
    return kind == Kind.ADMIN ? GoogleSignIn.file() : "AQ." + Values.textWithWord(50);
  }

  @Override
  String newId(String value) {
    return value.startsWith("{") ? GoogleSignIn.EMAIL : book.id();
  }

  @Override
  Made make(Kind kind, String name) {
    Made made = super.make(kind, name);
    if (kind == Kind.KEY) {
      book.made(made);
    }
    return made;
  }

  @Override
  Map<String, String> settings() {
    return Map.of("service-account", GoogleKeys.BINDABLE);
  }

  @Override
  Map<String, String> parts(HeldKey key) {
    return Map.of("project", GoogleKeys.NUMBER, "key", key.id);
  }

  /** A form becomes parameters, but for the assertion, which is a credential. */
  @Override
  Ask seen(Ask ask) {
    Map<String, List<String>> all = new LinkedHashMap<>(ask.query());
    all.keySet().removeAll(SYSTEM);
    HttpFields fields = ask.fields();
    String type = fields.first("content-type").orElse("");
    if (!ask.path().equals("/token") || !type.startsWith("application/x-www-form-urlencoded")) {
      return new Ask(ask.method(), ask.path(), all, fields, ask.body());
    }
    for (String part : new String(ask.body(), UTF_8).split("&", -1)) {
      String[] both = part.split("=", 2);
      String value = both.length == 2 ? URLDecoder.decode(both[1], UTF_8) : "";
      if (both[0].equals("assertion")) {
        fields = fields.with(ASSERTION, value);
      } else {
        all.computeIfAbsent(URLDecoder.decode(both[0], UTF_8), _ -> new ArrayList<>()).add(value);
      }
    }
    return new Ask(ask.method(), ask.path(), all, fields, new byte[0]);
  }

  @Override
  boolean writes(Ask ask) {
    return super.writes(ask) && !ask.path().equals("/token");
  }

  /** Who asks: assertions and tokens are many, and stand for one account. */
  @Override
  String credential(Ask ask) {
    String sent = sent(ask);
    return sent.isEmpty() || ask.fields().first("x-goog-api-key").isPresent()
        ? sent
        : signIn.gave(sent) ? GoogleSignIn.EMAIL : GoogleSignIn.claimed(sent);
  }

  @Override
  String sent(Ask ask) {
    return ask.fields()
        .first("x-goog-api-key")
        .or(() -> ask.fields().first(ASSERTION))
        .orElseGet(() -> bearer(ask).orElse(""));
  }

  /** Codes of OAuth are in lower case, statuses and reasons of the other APIs are not. */
  @Override
  Answer failure(int status, String code, String words) {
    if (code.matches("[a-z_]+")) {
      return Answer.of(status, Json.of("error", code, "error_description", words));
    }
    boolean canonical = code.equals("FAILED_PRECONDITION") || code.equals("ABORTED");
    Map<String, @Nullable Object> error =
        Json.of("code", status, "message", words.isEmpty() ? "The request failed" : words);
    error.put("status", canonical ? code : usual(status));
    if (!code.isEmpty() && !canonical) {
      Object info = Json.of("@type", INFO, "reason", code, "domain", "googleapis.com");
      error.put("details", List.of(info));
    }
    return Answer.of(status, Json.of("error", error));
  }

  private static String usual(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ALREADY_EXISTS";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    };
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    if (operation.name().equals(TOKEN)) {
      return Optional.empty(); // the assertion is looked at where it is exchanged
    }
    if (ask.path().startsWith("/v1beta/")) {
      String value = ask.fields().first("x-goog-api-key").orElse("");
      if (value.isEmpty()) {
        throw new Refusal(403, "", "Method doesn't allow unregistered callers.");
      }
      String words = "API key not valid. Please pass a valid API key.";
      return Optional.of(
          good(value)
              .filter(key -> key.kind == Kind.KEY)
              .orElseThrow(() -> new Refusal(400, "API_KEY_INVALID", words)));
    }
    requireToken(ask);
    return Optional.empty();
  }

  private void requireToken(Ask ask) {
    if (ask.fields().first("x-goog-api-key").isPresent() || ask.one("key").isPresent()) {
      String words = "API keys are not supported by this API.";
      throw new Refusal(401, "CREDENTIALS_MISSING", words);
    }
    String value = bearer(ask).orElse("");
    List<String> scopes =
        signIn
            .scopes(value, now())
            .orElseThrow(() ->
                new Refusal(
                    401,
                    signIn.gave(value) ? "ACCESS_TOKEN_EXPIRED" : "CREDENTIALS_MISSING",
                    "Request had invalid authentication credentials."));
    if (writes(ask) && !scopes.contains(GoogleSignIn.SCOPE)) {
      String words = "Request had insufficient authentication scopes.";
      throw new Refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", words);
    }
    if (varies(Variant.GOOGLE_API_OFF)) {
      throw new Refusal(403, "SERVICE_DISABLED", "API Keys API has not been used in this project");
    }
    if (varies(Variant.GOOGLE_MAY_NOT)) {
      throw new Refusal(403, "IAM_PERMISSION_DENIED", "Permission denied on apikeys.keys");
    }
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    List<String> ids = operation.variables(ask.path());
    String words = operation.name();
    if (words.equals(TOKEN)) {
      String assertion = ask.fields().first(ASSERTION).orElse("");
      return signIn.exchange(ask.one("grant_type").orElse(""), assertion, now());
    }
    if (words.equals("GET /v1beta/models")) {
      Object model = Json.of("name", "models/gemini-hello", "displayName", "Hello");
      return Answer.of(200, Json.of("models", List.of(model)));
    }
    if (words.equals("GET /v2/keys:lookupKey")) {
      return book.lookUp(ask.one("keyString").orElse(""));
    }
    if (words.equals("GET /v2/operations/{operation}")) {
      return book.operation(ids.getFirst());
    }
    GoogleKeys.requireParent(ids);
    return keys(ask, operation, ids);
  }

  private Answer keys(Ask ask, Operation operation, List<String> ids) {
    String id = ids.getLast();
    return switch (operation.method() + ids.size()) {
      case "POST2" -> book.create(ask);
      case "GET2" -> book.list(ask);
      case "GET3" -> ask.path().endsWith("/keyString") ? book.show(id) : book.get(id);
      case "PATCH3" -> book.update(ask, id);
      case "DELETE3" -> book.delete(id, ask.one("etag").orElse(""));
      default -> {
        if (!id.endsWith(UNDELETE)) {
          throw new Refusal(404, "", "Not Found");
        }
        yield book.undelete(id.substring(0, id.length() - UNDELETE.length()));
      }
    };
  }
}
