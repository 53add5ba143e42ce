package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Google calls long-running operations ({@code google.longrunning.Operation}): a request that
 * changes a key is answered with one, which is asked after until it is done.
 *
 * @param api where they are asked after
 */
record GoogleOperations(Api api) {
  /** With pauses that double from half a second on: about a minute. */
  private static final int MOST_QUESTIONS = 7;

  /** The highest {@code google.rpc.Code}. */
  private static final BigDecimal LAST_CODE = BigDecimal.valueOf(16);

  private static final Pattern NAME = Pattern.compile("operations/([A-Za-z0-9._-]{1,200})");

  /**
   * Waits for the end of an operation that a request has begun, and returns the key that it was
   * about. UNCERTAIN if its end is not seen. The end of what makes a key shows its value: every
   * answer is {@link #wiped}.
   *
   * @param begun what the request was answered with
   */
  Reply<Body> finished(Reply<Body> begun, Secret token) {
    if (!(begun instanceof Reply.Answer<Body>(Body first, RateLimits limits))) {
      return begun;
    }
    wiped(first);
    Matcher name = NAME.matcher(first.text("name").orElse(""));
    Body operation = first;
    for (int asked = 1; !operation.is("done"); asked++) {
      if (!name.matches()) {
        return uncertain("it answers with something else than an operation");
      }
      if (asked > MOST_QUESTIONS || !api.pause(asked)) {
        return uncertain("it is not done yet");
      }
      String target = "/v2/operations/" + Ids.segment(name.group(1));
      switch (api.ask(api.request("GET", target), Api.Purpose.READ_KEY, token)) {
        case Reply.Answer<Body>(Body now, RateLimits _) -> operation = wiped(now);
        case Reply.Failed<Body>(Failure failure) -> {
          return uncertain(failure.message());
        }
      }
    }
    return result(operation, limits, token);
  }

  /** Closes every secret that stands in an answer, wherever; the rest can be read on. */
  static Body wiped(Body body) {
    wipe(body.value());
    return body;
  }

  private static void wipe(@Nullable Object value) {
    switch (value) {
      case Secret secret -> secret.close();
      case Map<?, ?> members -> members.values().forEach(GoogleOperations::wipe);
      case List<?> items -> items.forEach(GoogleOperations::wipe);
      case null, default -> {}
    }
  }

  private Reply<Body> uncertain(String why) {
    return Api.failed(
        Failure.Kind.UNCERTAIN,
        api.provider().title() + " was asked to do it, but " + why,
        200,
        null);
  }

  private Reply<Body> result(Body operation, RateLimits limits, Secret token) {
    Body error = operation.at("error");
    if (error.isObject()) {
      int code =
          error
              .number("code")
              .filter(said -> said.signum() > 0 && said.compareTo(LAST_CODE) <= 0)
              .map(Number::intValue)
              .orElse(0);
      String words = Scrub.of(error.text("message").orElse(""), List.of(token));
      return Api.failed(kind(code), api.provider().title() + " did not do it: " + words, 0, null);
    }
    Body key = operation.at("response");
    return key.isObject()
        ? new Reply.Answer<>(key, limits)
        : uncertain("the operation ends without a result");
  }

  /**
   * What a {@code google.rpc.Code} means; those that say nothing of what was done are uncertain.
   */
  private static Failure.Kind kind(int code) {
    return switch (code) {
      case 3, 9, 11, 12 -> Failure.Kind.REFUSED;
      case 5 -> Failure.Kind.NOT_FOUND;
      case 7, 16 -> Failure.Kind.NOT_ALLOWED;
      case 8 -> Failure.Kind.RATE_LIMITED;
      default -> Failure.Kind.UNCERTAIN;
    };
  }

  /** Returns why a request was refused, as {@code google.rpc.ErrorInfo} has it; empty if not. */
  static String reason(Optional<Body> body) {
    return body.flatMap(found -> found.text("error.details.reason")).orElse("");
  }
}
