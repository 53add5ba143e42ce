package dev.keymaster.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The smallest answer to a chat request in OpenAI's form, whole or as a stream. */
final class ChatCompletions {
  private static final String ID = "chatcmpl-hello";
  private static final long CREATED = 1_760_000_000;

  private ChatCompletions() {}

  static Answer hello(Ask ask, String model) {
    return Boolean.TRUE.equals(ask.object().get("stream")) ? stream(model) : whole(model);
  }

  private static Answer whole(String model) {
    Map<String, @Nullable Object> message =
        Json.of("role", "assistant", "content", "Hello there", "refusal", null);
    Map<String, @Nullable Object> choice =
        Json.of("index", 0, "message", message, "finish_reason", "stop", "logprobs", null);
    Map<String, @Nullable Object> body = head("chat.completion", model);
    body.put("choices", List.of(choice));
    body.put("usage", usage());
    return Answer.of(200, body);
  }

  private static Answer stream(String model) {
    List<String> events = new ArrayList<>();
    events.add(chunk(model, Json.of("role", "assistant", "content", "Hello"), null));
    events.add(chunk(model, Json.of("content", " there"), null));
    events.add(chunk(model, Json.of(), "stop"));
    events.add("data: [DONE]");
    return Answer.stream(events);
  }

  private static String chunk(
      String model, Map<String, @Nullable Object> delta, @Nullable String reason) {
    Map<String, @Nullable Object> choice =
        Json.of("index", 0, "delta", delta, "finish_reason", reason, "logprobs", null);
    Map<String, @Nullable Object> body = head("chat.completion.chunk", model);
    body.put("choices", List.of(choice));
    return "data: " + Json.text(body);
  }

  private static Map<String, @Nullable Object> head(String object, String model) {
    Map<String, @Nullable Object> head = Json.of("id", ID, "object", object, "created", CREATED);
    head.put("model", model);
    head.put("system_fingerprint", "fp_hello");
    return head;
  }

  private static Map<String, @Nullable Object> usage() {
    return Json.of("prompt_tokens", 1, "completion_tokens", 2, "total_tokens", 3);
  }
}
