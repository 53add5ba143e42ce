package dev.keymaster.standin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage and cost at Anthropic, counted on the day on which a key was made. */
final class AnthropicReports {
  private static final BigDecimal CENTS = new BigDecimal(100);

  private final AnthropicRole role;

  AnthropicReports(AnthropicRole role) {
    this.role = role;
  }

  Answer work(Ask ask, Operation operation) {
    if (!ask.fields().says("anthropic-version", "2023-06-01")) {
      throw new Refusal(404, ""); // newer versions: not described
    }
    boolean costs = operation.name().endsWith("/cost_report");
    Instant start = time(ask.one("starting_at")).orElseThrow(() -> new Refusal(400, ""));
    Instant end = time(ask.one("ending_at")).orElse(role.now());
    String width = ask.one("bucket_width").orElse("1d");
    int usual = width.equals("1m") ? 60 : width.equals("1h") ? 24 : 7;
    int most = width.equals("1m") ? 1440 : width.equals("1h") ? 168 : 31;
    int limit = Pages.limit(ask, usual, most);
    Buckets buckets = Buckets.of(start, end.plusSeconds(1), width, limit, ask.one("page"));
    List<Object> data = new ArrayList<>();
    for (Instant at : buckets.starts()) {
      Map<String, @Nullable Object> bucket = Json.of("starting_at", at.toString());
      bucket.put("ending_at", at.plus(buckets.width()).toString());
      bucket.put("results", results(ask, costs, at, buckets));
      data.add(bucket);
    }
    Map<String, @Nullable Object> body = Json.of("data", data);
    body.put("has_more", buckets.next().isPresent());
    body.put("next_page", buckets.next().orElse(null));
    return Answer.of(200, body);
  }

  private static Optional<Instant> time(Optional<String> text) {
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new Refusal(400, "not a time");
    }
  }

  private List<Object> results(Ask ask, boolean costs, Instant at, Buckets buckets) {
    List<String> wanted = ask.all("api_key_ids");
    List<HeldKey> keys =
        role.keys.values().stream()
            .filter(key -> key.requests > 0 && buckets.holds(at, key.created))
            .filter(key -> wanted.isEmpty() || wanted.contains(key.id))
            .toList();
    if (keys.isEmpty()) {
      return List.of();
    }
    if (costs) {
      return List.of(cost(keys));
    }
    boolean each = ask.all("group_by").contains("api_key_id");
    return each
        ? keys.stream().map(key -> use(List.of(key), key.id)).toList()
        : List.of(use(keys, null));
  }

  /** Amounts are texts, in cents. */
  private static Object cost(List<HeldKey> keys) {
    BigDecimal spent = keys.stream().map(key -> key.spent).reduce(BigDecimal.ZERO, BigDecimal::add);
    String cents = spent.multiply(CENTS).setScale(2, RoundingMode.UNNECESSARY).toPlainString();
    Map<String, @Nullable Object> result = Json.of("amount", cents, "currency", "USD");
    for (String name :
        List.of(
            "cost_type",
            "description",
            "model",
            "service_tier",
            "context_window",
            "token_type",
            "inference_geo",
            "workspace_id")) {
      result.put(name, null);
    }
    return result;
  }

  private static Object use(List<HeldKey> keys, @Nullable String id) {
    long requests = keys.stream().mapToLong(key -> key.requests).sum();
    Map<String, @Nullable Object> result =
        Json.of("uncached_input_tokens", requests, "cache_read_input_tokens", 0);
    result.put(
        "cache_creation", Json.of("ephemeral_1h_input_tokens", 0, "ephemeral_5m_input_tokens", 0));
    result.put("output_tokens", 2 * requests);
    result.put("server_tool_use", Json.of("web_search_requests", 0));
    result.put("api_key_id", id);
    for (String name :
        List.of(
            "workspace_id",
            "model",
            "service_tier",
            "context_window",
            "inference_geo",
            "account_id",
            "service_account_id")) {
      result.put(name, null);
    }
    return result;
  }
}
