package dev.keymaster.standin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Costs and usage at OpenAI: each request cost two cents on the day on which its key was made. */
final class OpenAiUsage {
  static final BigDecimal PRICE = new BigDecimal("0.02");
  private static final int TOKENS = 3;

  private final OpenAiRole role;

  OpenAiUsage(OpenAiRole role) {
    this.role = role;
  }

  Answer work(Ask ask, Operation operation) {
    boolean costs = operation.name().equals("GET /organization/costs");
    Instant start = Instant.ofEpochSecond(Long.parseLong(ask.one("start_time").orElseThrow()));
    Instant end =
        ask.one("end_time").map(Long::valueOf).map(Instant::ofEpochSecond).orElse(role.now());
    String width = ask.one("bucket_width").orElse("1d");
    int most = costs ? 180 : width.equals("1d") ? 31 : width.equals("1h") ? 168 : 1440;
    int limit = Pages.limit(ask, width.equals("1m") ? 60 : width.equals("1h") ? 24 : 7, most);
    Buckets buckets = Buckets.of(start, end.plusSeconds(1), width, limit, ask.one("page"));
    List<Object> data = new ArrayList<>();
    for (Instant at : buckets.starts()) {
      Map<String, @Nullable Object> bucket =
          Json.of("object", "bucket", "start_time", at.getEpochSecond());
      bucket.put("end_time", at.plus(buckets.width()).getEpochSecond());
      bucket.put("results", results(ask, costs, at, buckets));
      data.add(bucket);
    }
    Map<String, @Nullable Object> body = Json.of("object", "page", "data", data);
    body.put("has_more", buckets.next().isPresent());
    body.put("next_page", buckets.next().orElse(null));
    return Answer.of(200, body);
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
    if (ask.all("group_by").contains("api_key_id")) {
      return keys.stream().map(key -> result(costs, List.of(key), key.id)).toList();
    }
    return List.of(result(costs, keys, null));
  }

  private static Object result(boolean costs, List<HeldKey> keys, @Nullable String id) {
    BigDecimal spent = keys.stream().map(key -> key.spent).reduce(BigDecimal.ZERO, BigDecimal::add);
    long requests = keys.stream().mapToLong(key -> key.requests).sum();
    Map<String, @Nullable Object> result =
        Json.of("object", "organization." + (costs ? "costs" : "usage.completions") + ".result");
    if (costs) {
      result.put("amount", Json.of("value", spent, "currency", "usd"));
      result.put("line_item", null);
    } else {
      result.put("input_tokens", requests);
      result.put("output_tokens", (TOKENS - 1) * requests);
      result.put("num_model_requests", requests);
      result.put("model", null);
    }
    result.put("project_id", null);
    result.put("api_key_id", id);
    return result;
  }
}
