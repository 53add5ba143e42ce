package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.web.WebOutcome;
import java.util.Arrays;
import java.util.List;

/**
 * Revocation by whoever holds a token: a list of values is sent, nobody signs in, and the answer is
 * the same whether there was such a token or not.
 */
final class ByValue {
  private static final byte[] BEFORE = "{\"credentials\":[\"".getBytes(US_ASCII);
  private static final byte[] BEHIND = "\"]}".getBytes(US_ASCII);

  private ByValue() {}

  /** Ends a token; asking twice is harmless. */
  static Reply<Revoked> revoke(Api api, String target, Secret key) {
    byte[] body = body(key);
    try {
      if (body.length == 0) {
        return CatalogueVendor.refused("that is no token of " + api.provider().title());
      }
      WebOutcome outcome =
          api.sendPlain(api.request("POST", target).carrying("application/json", body).again());
      return api.judged(outcome, Api.Purpose.WRITE, List.of(key)).map(done -> Revoked.NOW);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** Nothing in a token has to be escaped; empty for what is no token. */
  @RevealsSecret("the value is what is revoked")
  private static byte[] body(Secret key) {
    byte[] value = key.reveal();
    try {
      for (byte b : value) {
        if (!(Character.isLetterOrDigit(b) && b > 0) && b != '_' && b != '-') {
          return new byte[0];
        }
      }
      byte[] body = Arrays.copyOf(BEFORE, BEFORE.length + value.length + BEHIND.length);
      System.arraycopy(value, 0, body, BEFORE.length, value.length);
      System.arraycopy(BEHIND, 0, body, BEFORE.length + value.length, BEHIND.length);
      return body;
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
