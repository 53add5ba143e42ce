package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Ids in the paths of requests and in lists, and what answers to orders and revocations say. */
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

  /** Returns the SHA-256 of a key, in hex: by that it is known again. */
  @RevealsSecret("a hash of it is its id")
  static String hash(Secret value) {
    byte[] bytes = value.reveal();
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("no SHA-256 in this runtime", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Makes the answer to an order of what a provider said.
   *
   * @param field where it shows the key
   */
  static Reply<Minted> minted(Api api, Reply.Answer<Body> made, String field, IssuedKey key) {
    Optional<Secret> value = made.value().secret(field);
    return value.isPresent()
        ? new Reply.Answer<>(new Minted(value.get(), key), made.limits())
        : Api.failed(
            Failure.Kind.UNCERTAIN,
            api.provider().title() + " did not show the key it made",
            200,
            null);
  }

  /** Finds a key among those that a provider lists. */
  static Reply<IssuedKey> among(List<IssuedKey> keys, IssuedId id) {
    Optional<IssuedKey> key = keys.stream().filter(each -> each.id().equals(id)).findFirst();
    return key.isPresent()
        ? new Reply.Answer<>(key.get(), RateLimits.NONE)
        : Api.failed(Failure.Kind.NOT_FOUND, "the key is gone", 0, null);
  }

  /** A key that is not there any more was revoked before. */
  static <T> Reply<Revoked> revoked(Reply<T> reply, Predicate<T> done) {
    if (reply instanceof Reply.Failed<T>(Failure failure)
        && failure.kind() == Failure.Kind.NOT_FOUND) {
      return new Reply.Answer<>(Revoked.BEFORE, RateLimits.NONE);
    }
    if (reply instanceof Reply.Answer<T>(T body, RateLimits _) && !done.test(body)) {
      return Api.failed(
          Failure.Kind.UNCERTAIN, "the answer does not say that it is gone", 200, null);
    }
    return reply.map(body -> Revoked.NOW);
  }
}
