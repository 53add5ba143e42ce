package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** GitHub: tokens are made in its console and end by their value. */
final class GitHubRole extends Role {
  private static final String DOCUMENTATION = "https://docs.github.com/rest";

  GitHubRole() {
    super("", "github");
  }

  @Override
  String newValue(Kind kind) {
    return "ghp_" + Values.lettersWithWord(36);
  }

  @Override
  Answer failure(int status, String code, String words) {
    String usual = status == 401 ? "Bad credentials" : status == 404 ? "Not Found" : "Problem";
    Map<String, @Nullable Object> body =
        Json.of("message", words.isEmpty() ? usual : words, "documentation_url", DOCUMENTATION);
    body.put("status", Integer.toString(status));
    return Answer.of(status, body);
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    if (ask.fields().first("user-agent").isEmpty()) {
      throw new Refusal(403, "Request forbidden by administrative rules.");
    }
    if (operation.name().equals("POST /credentials/revoke")) {
      return Optional.empty();
    }
    return Optional.of(good(credential(ask)).orElseThrow(() -> new Refusal(401, "")));
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    if (operation.name().equals("GET /user")) {
      return Answer.of(200, Json.of("login", "person", "id", 1, "type", "User", "name", "Person"))
          .with("x-oauth-scopes", "repo")
          .with("x-ratelimit-limit", "5000")
          .with("x-ratelimit-remaining", "4999")
          .with("x-ratelimit-reset", Long.toString(now().getEpochSecond() + 3600))
          .with("x-ratelimit-resource", "core");
    }
    Object values = ask.object().get("credentials");
    if (!(values instanceof List<?> list) || list.isEmpty() || list.size() > 1000) {
      throw new Refusal(422, "Validation Failed");
    }
    list.forEach(value -> good(String.valueOf(value)).ifPresent(key -> key.gone = true));
    return Answer.of(202, Json.of());
  }
}
