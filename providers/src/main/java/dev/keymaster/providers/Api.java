package dev.keymaster.providers;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.web.Credential;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.Peer;
import dev.keymaster.web.WebClient;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks one provider's API: puts the credential where the catalogue says, and makes of what came
 * back an answer or a failure with the provider's own words, in which no key stands.
 */
final class Api {
  private final Provider provider;
  private final List<String> headers;
  private final Peer peer;
  private final WebClient client;
  private final InstantSource clock;

  /** What a request is about: what follows from an answer that did not come, or holds a key. */
  enum Purpose {
    /** It changes nothing. */
    READ,
    /** It changes nothing, and a key stands in the answer. */
    READ_KEY,
    /** It changes something; a key may stand in the answer. */
    WRITE;

    boolean reads() {
      return this != WRITE;
    }
  }

  /**
   * Makes one.
   *
   * @param headers of the catalogue
   */
  Api(Provider provider, List<String> headers, Peer peer, WebClient client, InstantSource clock) {
    this.provider = provider;
    this.headers = headers;
    this.peer = peer;
    this.client = client;
    this.clock = clock;
  }

  Provider provider() {
    return provider;
  }

  Peer peer() {
    return peer;
  }

  String authority() {
    return peer.address().authority();
  }

  Instant now() {
    return clock.instant();
  }

  /** A request that the catalogue's header fields go with. */
  WebRequest request(String method, String target) {
    WebRequest request = WebRequest.of(method, peer, target).with("accept", "application/json");
    for (String header : headers) {
      int colon = header.indexOf(": ");
      if (!header.contains("{key}")) {
        request = request.with(header.substring(0, colon), header.substring(colon + 2));
      }
    }
    return request;
  }

  /** The same with a body. */
  WebRequest request(String method, String target, JsonWriter body) {
    return request(method, target).carrying("application/json", body.bytes());
  }

  /** Asks with a credential; a 2xx in JSON is an answer, everything else a failure. */
  Reply<Body> ask(WebRequest request, Secret key) {
    return ask(request, request.method().equals("GET") ? Purpose.READ : Purpose.WRITE, key);
  }

  /** The same where the method does not say what the request is about. */
  Reply<Body> ask(WebRequest request, Purpose purpose, Secret key) {
    return judged(send(request, key), purpose, List.of(key));
  }

  /** Sends a request with a credential. */
  WebOutcome send(WebRequest request, Secret key) {
    String header = headers.stream().filter(text -> text.contains("{key}")).findFirst().orElse("");
    int colon = header.indexOf(": ");
    if (colon < 0) {
      return new WebOutcome.Unsent("how this provider wants its key is not known");
    }
    String before = header.substring(colon + 2, header.indexOf("{key}"));
    return sendPlain(request.as(new Credential(header.substring(0, colon), before, key)));
  }

  /** Waits before asking once more; false if the thread was interrupted. */
  boolean pause(int attempt) {
    return client.pause(attempt);
  }

  /** Sends a request as it is. */
  WebOutcome sendPlain(WebRequest request) {
    return client.send(request, Api::hopeless);
  }

  /** An account without money answers 429 as well, and waiting does not fill it. */
  private static boolean hopeless(HttpResponse response) {
    return Body.of(response, false)
        .filter(body -> body.meets("error.code=insufficient_quota"))
        .isPresent();
  }

  /** Makes an answer or a failure of an outcome, and zeroes what was received. */
  Reply<Body> judged(WebOutcome outcome, Purpose purpose, List<Secret> keys) {
    boolean reads = purpose.reads();
    return switch (outcome) {
      case WebOutcome.Unsent(String why) ->
          failed(Failure.Kind.UNAVAILABLE, Scrub.of(why, keys), 0, null);
      case WebOutcome.Unreadable(String why) ->
          failed(
              reads ? Failure.Kind.MALFORMED : Failure.Kind.UNCERTAIN,
              Scrub.of(why, keys),
              0,
              null);
      case WebOutcome.Unanswered(String why) ->
          failed(
              reads ? Failure.Kind.UNAVAILABLE : Failure.Kind.UNCERTAIN,
              Scrub.of(why, keys),
              0,
              null);
      case WebOutcome.Answered(HttpResponse response) -> {
        Reply<Body> reply = judged(response, purpose, keys);
        Arrays.fill(response.body(), (byte) 0);
        yield reply;
      }
    };
  }

  private Reply<Body> judged(HttpResponse response, Purpose purpose, List<Secret> keys) {
    boolean reads = purpose.reads();
    int status = response.status();
    boolean good = status < 300;
    Optional<Body> body = Body.of(response, good && purpose != Purpose.READ);
    if (good && (body.isPresent() || response.body().length == 0)) {
      return new Reply.Answer<>(body.orElse(new Body(Map.of())), limits(response));
    }
    if (good) {
      return failed(
          reads ? Failure.Kind.MALFORMED : Failure.Kind.UNCERTAIN,
          provider.title() + " answers " + status + ", but not in JSON",
          status,
          null);
    }
    return failed(
        kind(status, reads),
        said(status, body, keys),
        status,
        Pauses.retryAfter(response, now()).orElse(null));
  }

  static Failure.Kind kind(int status, boolean reads) {
    if (status >= 500) {
      return reads ? Failure.Kind.UNAVAILABLE : Failure.Kind.UNCERTAIN;
    }
    return switch (status) {
      case 401, 403 -> Failure.Kind.NOT_ALLOWED;
      case 404 -> Failure.Kind.NOT_FOUND;
      case 429 -> Failure.Kind.RATE_LIMITED;
      default -> Failure.Kind.REFUSED;
    };
  }

  /** Returns one line: who answered what, in the provider's own words as far as it has any. */
  String said(int status, Optional<Body> body, List<Secret> keys) {
    String start = provider.title() + " answers " + status;
    if (status / 100 == 3) {
      return start + ", a redirect, which no key follows";
    }
    String words = Scrub.of(body.flatMap(Api::words).orElse(""), keys);
    return words.isEmpty() ? start : start + ": " + words;
  }

  private static Optional<String> words(Body body) {
    for (String path :
        List.of(
            "error.message",
            "error",
            "message",
            "detail.message",
            "detail.msg",
            "detail",
            "title",
            "errors")) {
      Optional<String> found = body.text(path).filter(text -> !text.isBlank());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  static RateLimits limits(HttpResponse response) {
    Map<String, String> found = new TreeMap<>();
    for (HttpFields.Field field : response.fields().all()) {
      boolean about = field.name().contains("ratelimit") || field.name().contains("rate-limit");
      if (about || field.name().equals("retry-after")) {
        found.put(field.name(), field.value());
      }
    }
    return found.isEmpty() ? RateLimits.NONE : new RateLimits(found);
  }

  static <T> Reply<T> failed(
      Failure.Kind kind,
      String message,
      int status,
      @org.jspecify.annotations.Nullable Duration wait) {
    return new Reply.Failed<>(new Failure(kind, message, status, wait));
  }
}
