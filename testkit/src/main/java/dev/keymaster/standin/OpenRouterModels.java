package dev.keymaster.standin;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenRouter's models, of which there is one: it says hello for a cent. */
final class OpenRouterModels {
  private static final String MODEL = "keymaster/hello";
  private static final BigDecimal PRICE = new BigDecimal("0.01");

  private OpenRouterModels() {}

  static Object list() {
    Map<String, @Nullable Object> model =
        Json.of("id", MODEL, "canonical_slug", MODEL, "name", "Hello", "created", 1_760_000_000);
    model.put("context_length", 4096);
    model.put(
        "architecture",
        Json.of(
            "modality",
            "text->text",
            "input_modalities",
            List.of("text"),
            "output_modalities",
            List.of("text")));
    model.put("pricing", Json.of("prompt", "0.01", "completion", "0"));
    model.put("top_provider", Json.of("is_moderated", false));
    model.put("supported_parameters", List.of("max_tokens"));
    model.put("supported_voices", null);
    model.put("default_parameters", null);
    model.put("per_request_limits", null);
    model.put("links", Json.of("details", "/api/v1/models/" + MODEL + "/endpoints"));
    return Json.of("data", List.of(model), "links", Json.of("next", null), "total_count", 1);
  }

  static Answer chat(Ask ask, HeldKey asker) {
    if (!MODEL.equals(ask.text("model").orElse(MODEL))) {
      throw new Refusal(400, ask.text("model").orElse("") + " is not a valid model ID");
    }
    if (asker.exhausted()) {
      throw new Refusal(402, "");
    }
    asker.spent = asker.spent.add(PRICE);
    asker.requests++;
    return ChatCompletions.hello(ask, MODEL);
  }

  static Object activity(String date, HeldKey key) {
    Map<String, @Nullable Object> row =
        Json.of("date", date, "model", MODEL, "model_permaslug", MODEL, "endpoint_id", "hello");
    row.put("provider_name", "Keymaster");
    row.put("usage", key.spent);
    row.put("byok_usage_inference", 0);
    row.put("requests", key.requests);
    row.put("prompt_tokens", key.requests);
    row.put("completion_tokens", 2 * key.requests);
    row.put("reasoning_tokens", 0);
    return row;
  }
}
