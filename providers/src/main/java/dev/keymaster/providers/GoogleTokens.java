package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.WebOutcome;
import dev.keymaster.web.WebRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Google's tokens for service accounts: a signed assertion goes out (RFC 7523), a token for an hour
 * comes back. Nothing is kept: whoever asked closes the token after one call, and it is never
 * written. Thread-safe.
 */
final class GoogleTokens {
  /** Where tokens come from, unless another address stands for all of Google's. */
  static final String HOST = "https://oauth2.googleapis.com";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String GRANT =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";

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

  /** What came of asking for a token. */
  sealed interface Outcome {
    /**
     * A token.
     *
     * @param value the caller's to close
     */
    record Token(Secret value) implements Outcome {}

    /**
     * The signature or the account is not good: the file is no credential any more.
     *
     * @param failure what a request is answered with that was to be made with the token
     */
    record BadCredential(Failure failure) implements Outcome {}

    /**
     * There is no token, and the file may be good all the same.
     *
     * @param failure as that of {@link BadCredential}
     */
    record Failed(Failure failure) implements Outcome {}
  }

  private final Api api;

  /**
   * Makes it; asks nothing yet.
   *
   * @param api where tokens come from
   */
  GoogleTokens(Api api) {
    this.api = api;
  }

  private static Outcome given(Body answer) {
    Optional<Secret> found = answer.secret("access_token");
    return found.isPresent()
        ? new Outcome.Token(found.get())
        : new Outcome.Failed(
            new Failure(
                Failure.Kind.MALFORMED,
                "Google's token service answers without a token",
                200,
                null));
  }

  /** Returns a new token. Whatever fails here has changed nothing at Google. */
  Outcome token(GoogleAccount account) {
    try (Secret assertion = account.assertion(api.now())) {
      byte[] form = form(assertion);
      try {
        WebRequest request = api.request("POST", "/token").carrying(FORM, form).again();
        WebOutcome outcome = api.sendPlain(request);
        Outcome refusal = refusal(outcome, List.of(assertion));
        return refusal != null
            ? refusal
            : judged(api.judged(outcome, Api.Purpose.READ_KEY, List.of(assertion)));
      } finally {
        Arrays.fill(form, (byte) 0);
      }
    }
  }

  private Outcome judged(Reply<Body> reply) {
    return switch (reply) {
      case Reply.Answer<Body>(Body answer, RateLimits _) -> given(answer);
      case Reply.Failed<Body>(Failure failure) ->
          new Outcome.Failed(
              failure.kind() == Failure.Kind.NOT_FOUND ? unavailable(failure) : failure);
    };
  }

  /** That the token service is not there says nothing of the key that a request is about. */
  private static Failure unavailable(Failure failure) {
    return new Failure(
        Failure.Kind.UNAVAILABLE, failure.message(), failure.status(), failure.retryAfter());
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
  private @Nullable Outcome refusal(WebOutcome outcome, List<Secret> sent) {
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
    Failure.Kind kind = clock ? Failure.Kind.REFUSED : Failure.Kind.NOT_ALLOWED;
    Failure failure = new Failure(kind, said, response.status(), null);
    return grant && !clock ? new Outcome.BadCredential(failure) : new Outcome.Failed(failure);
  }
}
