package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.function.Predicate;

/** Ids in the paths of requests, and what an answer to a revocation says. */
final class Ids {
  private Ids() {}

  /** Returns a part of an id as a segment of a path; nothing if the id has no such part. */
  static String part(IssuedId id, String name) {
    return segment(id.parts().getOrDefault(name, ""));
  }

  /** Returns a text as a segment of a path: it cannot lead anywhere else. */
  static String segment(String text) {
    String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
    return encoded.matches("\\.{0,2}") ? "-" : encoded;
  }

  /** A key that is not there any more was revoked before. */
  static Reply<Revoked> revoked(Reply<Body> reply, Predicate<Body> done) {
    if (reply instanceof Reply.Failed<Body>(Failure failure)
        && failure.kind() == Failure.Kind.NOT_FOUND) {
      return new Reply.Answer<>(Revoked.BEFORE, RateLimits.NONE);
    }
    if (reply instanceof Reply.Answer<Body>(Body body, RateLimits _) && !done.test(body)) {
      return Api.failed(
          Failure.Kind.UNCERTAIN, "the answer does not say that it is gone", 200, null);
    }
    return reply.map(body -> Revoked.NOW);
  }
}
