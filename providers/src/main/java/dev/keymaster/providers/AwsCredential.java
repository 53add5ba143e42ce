package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Optional;

/**
 * What signs a request to AWS: {@code ACCESS_KEY_ID:SECRET}, with {@code :SESSION_TOKEN} behind it
 * if it is temporary.
 */
final class AwsCredential implements AutoCloseable {
  private static final String ID = "[A-Z0-9]{16,128}";

  private final String id;
  private final byte[] secret;
  private final String session;

  private AwsCredential(String id, byte[] secret, String session) {
    this.id = id;
    this.secret = secret;
    this.session = session;
  }

  /** Takes a credential apart; empty if no id stands before the secret. */
  @RevealsSecret("it signs requests")
  static Optional<AwsCredential> of(Secret whole) {
    byte[] all = whole.reveal();
    try {
      int first = colon(all, 0);
      int second = colon(all, Math.min(first + 1, all.length));
      String id = new String(all, 0, first, UTF_8);
      if (first == all.length || !id.matches(ID)) {
        return Optional.empty();
      }
      int session = Math.min(second + 1, all.length);
      return Optional.of(
          new AwsCredential(
              id,
              Arrays.copyOfRange(all, first + 1, second),
              new String(all, session, all.length - session, UTF_8)));
    } finally {
      Arrays.fill(all, (byte) 0);
    }
  }

  /** Puts an id before a secret. */
  @RevealsSecret("puts an id before it")
  static Secret joined(String id, Secret secret) {
    byte[] tail = secret.reveal();
    byte[] both = Arrays.copyOf((id + ":").getBytes(UTF_8), id.length() + 1 + tail.length);
    System.arraycopy(tail, 0, both, id.length() + 1, tail.length);
    Arrays.fill(tail, (byte) 0);
    return Secret.taking(both);
  }

  /** Where the next colon stands; behind the end if there is none. */
  private static int colon(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] != ':') {
      at++;
    }
    return at;
  }

  String id() {
    return id;
  }

  byte[] secret() {
    return secret;
  }

  /** Returns the session's token; empty for a credential that lasts. */
  String session() {
    return session;
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }
}
