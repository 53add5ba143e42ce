package dev.keymaster.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The smallest answer to a message, whole or as a stream. */
final class AnthropicMessages {
  private AnthropicMessages() {}

  static Answer hello(Ask ask, String model) {
    Map<String, @Nullable Object> message = message(model);
    if (!Boolean.TRUE.equals(ask.object().get("stream"))) {
      return Answer.of(200, message);
    }
    message.put("content", List.of());
    message.put("stop_reason", null);
    List<String> events = new ArrayList<>();
    events.add(event("message_start", "message", message));
    Object empty = Json.of("type", "text", "text", "", "citations", null);
    events.add(block("content_block_start", "content_block", empty));
    for (String part : List.of("Hello", " there")) {
      Object delta = Json.of("type", "text_delta", "text", part);
      events.add(block("content_block_delta", "delta", delta));
    }
    events.add(event("content_block_stop", "index", 0));
    Map<String, @Nullable Object> end = Json.of("type", "message_delta", "delta", end());
    end.put("usage", Json.of("output_tokens", 2));
    events.add("event: message_delta\ndata: " + Json.text(end));
    events.add("event: message_stop\ndata: " + Json.text(Json.of("type", "message_stop")));
    return Answer.stream(events);
  }

  private static Object end() {
    return Json.of("stop_reason", "end_turn", "stop_sequence", null);
  }

  private static String event(String type, String name, Object value) {
    return "event: " + type + "\ndata: " + Json.text(Json.of("type", type, name, value));
  }

  private static String block(String type, String name, Object value) {
    Object data = Json.of("type", type, "index", 0, name, value);
    return "event: " + type + "\ndata: " + Json.text(data);
  }

  private static Map<String, @Nullable Object> message(String model) {
    Map<String, @Nullable Object> message =
        Json.of("id", "msg_hello", "type", "message", "role", "assistant", "model", model);
    message.put(
        "content", List.of(Json.of("type", "text", "text", "Hello there", "citations", null)));
    message.put("container", null);
    message.put("stop_details", null);
    message.put("stop_reason", "end_turn");
    message.put("stop_sequence", null);
    Map<String, @Nullable Object> usage = Json.of("input_tokens", 1, "output_tokens", 2);
    for (String name :
        List.of(
            "cache_creation",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "inference_geo",
            "server_tool_use",
            "service_tier")) {
      usage.put(name, null);
    }
    message.put("usage", usage);
    return message;
  }
}
