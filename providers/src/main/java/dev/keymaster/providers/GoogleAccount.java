package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service account of Google Cloud: what the JSON file of one of its keys says. Its private key
 * signs assertions (RFC 7523, RS256) and goes nowhere. Addresses in the file are compared and never
 * followed: a file that names another token service is refused, so that nobody gets an assertion by
 * planting one.
 */
final class GoogleAccount {
  /** Where Google exchanges assertions for tokens, and whom they are for wherever they are sent. */
  static final String AUDIENCE = "https://oauth2.googleapis.com/token";

  /** Keys made long ago name older addresses of the same service. */
  private static final Set<String> TOKEN_SERVICES =
      Set.of(
          AUDIENCE,
          "https://www.googleapis.com/oauth2/v4/token",
          "https://accounts.google.com/o/oauth2/token");

  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int LONGEST = 16 << 10;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String email;
  private final String project;
  private final String signer;
  private final RsaSigner key;

  private GoogleAccount(String email, String project, String signer, RsaSigner key) {
    this.email = email;
    this.project = project;
    this.signer = signer;
    this.key = key;
  }

  /** Reads a file; REFUSED if it is no key of a service account, or names another service. */
  static Reply<GoogleAccount> of(Secret file) {
    if (file.length() > LONGEST) {
      return no("it is longer than " + LONGEST + " bytes");
    }
    try {
      return read(members(file));
    } catch (KeymasterException e) {
      return no(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns what stands in a file, of which nobody knows yet what it is: every text in it is a
   * {@link Secret}.
   */
  @RevealsSecret("the private key in it signs")
  static Object members(Secret file) {
    byte[] bytes = file.reveal();
    try {
      return JsonReader.secrets(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Reads what stands in a file, and closes every secret of it. */
  static Reply<GoogleAccount> read(Object members) {
    try {
      return members instanceof Map<?, ?> fields ? account(fields) : no("it is no object");
    } finally {
      close(members);
    }
  }

  private static void close(@Nullable Object value) {
    switch (value) {
      case Secret secret -> secret.close();
      case Map<?, ?> map -> map.values().forEach(GoogleAccount::close);
      case List<?> list -> list.forEach(GoogleAccount::close);
      case null, default -> {}
    }
  }

  private static <T> Reply<T> no(String why) {
    return CatalogueVendor.refused("not the JSON file of a service account's key: " + why);
  }

  private static Reply<GoogleAccount> account(Map<?, ?> fields) {
    String wrong = wrong(fields);
    if (!wrong.isEmpty()) {
      return no(wrong);
    }
    if (!(fields.get("private_key") instanceof Secret pem)) {
      return no("private_key is missing");
    }
    try {
      return new Reply.Answer<>(
          new GoogleAccount(
              text(fields, "client_email"),
              text(fields, "project_id"),
              text(fields, "private_key_id"),
              RsaSigner.of(pem)),
          RateLimits.NONE);
    } catch (SignatureException e) {
      return no("private_key does not sign");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return no(
          "private_key is no RSA key of %d to %d bits"
              .formatted(RsaSigner.LEAST_BITS, RsaSigner.MOST_BITS));
    }
  }

  /** Says what is wrong; empty if nothing is. Fields that are not used may say anything. */
  private static String wrong(Map<?, ?> fields) {
    if (!text(fields, "type").equals("service_account")) {
      return "type is not service_account";
    }
    if (!text(fields, "client_email").matches("[a-z0-9.-]{1,100}@[a-z0-9.-]{1,200}")) {
      return "client_email is no address of a service account";
    }
    if (!text(fields, "project_id").matches("[a-z][a-z0-9.:-]{1,100}")) {
      return "project_id is no project";
    }
    if (!text(fields, "private_key_id").matches("[A-Za-z0-9_-]{1,100}")) {
      return "private_key_id is no id";
    }
    if (fields.containsKey("universe_domain")
        && !text(fields, "universe_domain").equals("googleapis.com")) {
      return "universe_domain is not googleapis.com";
    }
    return TOKEN_SERVICES.contains(text(fields, "token_uri")) ? "" : "token_uri is not " + AUDIENCE;
  }

  @RevealsSecret("what is asked for here is no secret in a file that is what it should be")
  private static String text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Secret text ? new String(text.reveal(), UTF_8) : "";
  }

  String email() {
    return email;
  }

  String project() {
    return project;
  }

  /** Returns an assertion that is good for ten minutes: whoever has it can have a token. */
  Secret assertion(Instant now) {
    JsonWriter head = new JsonWriter().set("alg", "RS256").set("typ", "JWT").set("kid", signer);
    JsonWriter claims =
        new JsonWriter()
            .set("iss", email)
            .set("scope", SCOPE)
            .set("aud", AUDIENCE)
            .set("iat", now.getEpochSecond())
            .set("exp", now.plus(LIFE).getEpochSecond());
    byte[] said = joined(BASE64.encode(head.bytes()), BASE64.encode(claims.bytes()));
    byte[] signature = new byte[0];
    try {
      signature = BASE64.encode(key.sign(said));
      return Secret.taking(joined(said, signature));
    } catch (GeneralSecurityException e) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE,
          "the private_key of the service account does not sign",
          "keymaster providers login google --from-file FILE",
          e);
    } finally {
      Arrays.fill(signature, (byte) 0);
    }
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + 1 + tail.length)
        .put(head)
        .put((byte) '.')
        .put(tail)
        .array();
  }
}
