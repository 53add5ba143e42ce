package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Azure OpenAI: an account with two keys that can be made anew, and nothing else. */
final class AzureOpenAiRole extends Role {
  private static final String SUBSCRIPTION = "0df9e665-d932-4740-b2c7-b52af166bc11";
  private static final Set<String> VERSIONS = Set.of("2021-10-01", "2022-03-01", "2023-05-01");
  private static final List<String> NAMES = List.of("key1", "key2");

  /** What {@code listKeys} shows: these two alone are told again and again. */
  private final Map<String, String> shown = new LinkedHashMap<>();

  AzureOpenAiRole() {
    super("", "azure-openai");
  }

  @Override
  String newValue(Kind kind) {
    return kind == Kind.ADMIN ? Values.textWithWord(200) : Values.hexWithWord(32);
  }

  @Override
  Map<String, String> settings() {
    return Map.of(
        "subscription", SUBSCRIPTION, "resource-group", "group", "account", "standin", "slot", "2");
  }

  @Override
  Map<String, String> parts(HeldKey key) {
    return Map.of("slot", key.name.substring("key".length()), "hash", key.hash);
  }

  @Override
  boolean writes(Ask ask) {
    return super.writes(ask) && !ask.path().endsWith("/listKeys");
  }

  /** The key at the start is {@code key1}. */
  @Override
  Made make(Kind kind, String name) {
    Made made = super.make(kind, name);
    if (kind == Kind.KEY && shown.size() < NAMES.size()) {
      made.key().name = NAMES.get(shown.size());
      shown.put(made.key().name, made.value());
    }
    return made;
  }

  @Override
  String credential(Ask ask) {
    return ask.fields().first("api-key").orElseGet(() -> bearer(ask).orElse(""));
  }

  @Override
  Answer failure(int status, String code, String words) {
    String usual =
        status == 401
            ? "Access denied due to invalid subscription key or wrong API endpoint."
            : "The request failed.";
    Map<String, @Nullable Object> error =
        Json.of("code", code.isEmpty() ? Integer.toString(status) : code);
    error.put("message", words.isEmpty() ? usual : words);
    return Answer.of(status, Json.of("error", error));
  }

  @Override
  Optional<HeldKey> admit(Ask ask, Operation operation) {
    boolean manages = ask.path().startsWith("/subscriptions");
    String given = manages ? bearer(ask).orElse("") : ask.fields().first("api-key").orElse("");
    HeldKey asker = good(given).orElseThrow(() -> new Refusal(401, ""));
    if (manages != (asker.kind == Kind.ADMIN)) {
      throw new Refusal(401, "");
    }
    return Optional.of(asker);
  }

  @Override
  Answer work(Ask ask, Operation operation, Optional<HeldKey> asker) {
    if (operation.name().equals("GET /openai/models")) {
      Object model = Json.of("id", "gpt-hello", "object", "model");
      return Answer.of(200, Json.of("object", "list", "data", List.of(model)));
    }
    if (operation.name().equals("GET /subscriptions")) {
      return Answer.of(200, Json.of("value", List.of(Json.of("subscriptionId", SUBSCRIPTION))));
    }
    if (!VERSIONS.contains(ask.one("api-version").orElse(""))) {
      throw new Refusal(400, "InvalidApiVersionParameter", "The api-version is not supported.");
    }
    if (!operation.variables(ask.path()).equals(List.of(SUBSCRIPTION, "group", "standin"))) {
      throw new Refusal(404, "ResourceNotFound", "The resource was not found.");
    }
    while (shown.size() < NAMES.size()) {
      make(Kind.KEY, "");
    }
    if (operation.name().endsWith("regenerateKey")) {
      regenerate(ask.text("keyName").orElse("").equals("Key1") ? "key1" : "key2");
    }
    return Answer.of(200, new LinkedHashMap<>(shown));
  }

  /** The old value ends at once. */
  private void regenerate(String name) {
    good(shown.getOrDefault(name, "")).ifPresent(old -> old.gone = true);
    Made made = super.make(Kind.KEY, name);
    shown.put(name, made.value());
  }
}
