package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a stand-in, with the JDK's client. */
final class Caller {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** An answer. */
  record Got(int status, String body, Map<String, String> headers) {
    JsonObject json() {
      return JsonReader.object(body.getBytes(UTF_8));
    }
  }

  private final StandIn standIn;
  private final String base;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Caller(StandIn standIn) {
    this(standIn, standIn.baseUrl().toString());
  }

  Caller(StandIn standIn, String base) {
    this.standIn = standIn;
    this.base = base;
  }

  static String text(Secret value) {
    try (value) {
      return new String(value.reveal(), UTF_8);
    }
  }

  /** The same with another header. */
  Caller with(String name, String value) {
    Caller other = new Caller(standIn, base);
    other.headers.putAll(headers);
    other.headers.put(name, value);
    return other;
  }

  Caller bearer(Secret value) {
    return with("Authorization", "Bearer " + text(value));
  }

  Got get(String target) {
    return ask("GET", target, "");
  }

  Got ask(String method, String target, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      Map<String, String> fields = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> fields.put(name, values.getFirst()));
      return new Got(response.statusCode(), response.body(), fields);
    } catch (IOException e) {
      return new Got(0, String.valueOf(e), Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
