package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Google's tokens for service accounts: a signed assertion goes out (RFC 7523), a token for an hour
 * comes back. It is kept in memory until shortly before its end, for the credential that it was
 * made with, and never written. Thread-safe.
 */
final class GoogleTokens {
  /** Where tokens come from, unless another address stands for all of Google's. */
  static final String HOST = "https://oauth2.googleapis.com";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String GRANT =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  private static final Duration EARLY = Duration.ofMinutes(1);

  /** Errors of the token service that say that this account gets no token, whatever is asked. */
  private static final Set<String> CLOSED =
      Set.of(
          "unauthorized_client",
          "access_denied",
          "admin_policy_enforced",
          "invalid_client",
          "invalid_scope",
          "disabled_client",
          "org_internal");

  /** How the service says that a signature or an account is not good. */
  private static final String NO_GRANT = "invalid_grant";

  private final Api api;
  private @Nullable Secret held;
  private Instant until = Instant.EPOCH;
  private String owner = "";

  /**
   * Makes it; asks nothing yet.
   *
   * @param api where tokens come from
   */
  GoogleTokens(Api api) {
    this.api = api;
  }

  /** Tells whether a failure says that the credential itself is not good. */
  static boolean saysBad(Failure failure) {
    return failure.kind() == Failure.Kind.NOT_ALLOWED && failure.status() == 400;
  }

  /**
   * Returns a token, the caller's to close. Whatever fails here has changed nothing at Google.
   *
   * @param credential the file that the account was read from
   */
  synchronized Reply<Secret> token(Secret credential, GoogleAccount account) {
    Secret kept = held;
    String asks = Ids.hash(credential);
    if (kept != null && asks.equals(owner) && api.now().isBefore(until)) {
      return new Reply.Answer<>(kept.copy(), RateLimits.NONE);
    }
    forget();
    Reply<Body> reply = exchanged(account);
    if (reply instanceof Reply.Failed<Body>(Failure failure)
        && failure.kind() == Failure.Kind.NOT_FOUND) {
      return Api.failed( // says nothing of the key that it is about
          Failure.Kind.UNAVAILABLE, failure.message(), failure.status(), failure.retryAfter());
    }
    return reply.then(answer -> {
      owner = asks;
      return kept(answer);
    });
  }

  /** Forgets the token: it is not taken any more. */
  synchronized void forget() {
    if (held != null) {
      held.close();
    }
    held = null;
    until = Instant.EPOCH;
  }

  private Reply<Secret> kept(Reply.Answer<Body> answer) {
    Optional<Secret> found = answer.value().secret("access_token");
    if (found.isEmpty()) {
      return Api.failed(
          Failure.Kind.MALFORMED, "Google's token service answers without a token", 200, null);
    }
    long seconds = answer.value().number("expires_in").map(BigDecimal::longValue).orElse(0L);
    held = found.get();
    until = api.now().plusSeconds(Math.clamp(seconds, 0, 3600)).minus(EARLY);
    return new Reply.Answer<>(found.get().copy(), answer.limits());
  }

  private Reply<Body> exchanged(GoogleAccount account) {
    try (Secret assertion = account.assertion(api.now())) {
      byte[] form = form(assertion);
      try {
        WebRequest request = api.request("POST", "/token").carrying(FORM, form).again();
        WebOutcome outcome = api.sendPlain(request);
        Reply<Body> refusal = refusal(outcome, List.of(assertion));
        return refusal != null
            ? refusal
            : api.judged(outcome, Api.Purpose.READ_KEY, List.of(assertion));
      } finally {
        Arrays.fill(form, (byte) 0);
      }
    }
  }

  @RevealsSecret("the token service wants it")
  private static byte[] form(Secret assertion) {
    byte[] tail = assertion.reveal();
    byte[] head = GRANT.getBytes(US_ASCII);
    byte[] form = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, form, head.length, tail.length);
    Arrays.fill(tail, (byte) 0);
    return form;
  }

  /** An error as OAuth has it; null if the outcome is none. */
  private @Nullable Reply<Body> refusal(WebOutcome outcome, List<Secret> sent) {
    if (!(outcome instanceof WebOutcome.Answered(HttpResponse response))
        || response.status() < 400
        || response.status() == 429
        || response.status() >= 500) {
      return null;
    }
    Optional<Body> body = Body.of(response, false);
    String error = body.flatMap(found -> found.text("error")).orElse("");
    boolean grant = error.equals(NO_GRANT);
    if (!grant && !CLOSED.contains(error)) {
      return null;
    }
    String words = body.flatMap(found -> found.text("error_description")).orElse("");
    boolean clock = grant && words.contains("timeframe");
    String said =
        "Google's token service answers "
            + response.status()
            + ": "
            + Scrub.of(error + ": " + words, sent)
            + (clock ? "; is this machine's clock right?" : "");
    int status = grant ? 400 : 403;
    Failure.Kind kind = clock ? Failure.Kind.REFUSED : Failure.Kind.NOT_ALLOWED;
    return Api.failed(kind, said, status, null);
  }
}
