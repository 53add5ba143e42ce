package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonReader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Google's token service: takes assertions that a service account has signed (RFC 7523, RS256) and
 * gives tokens for an hour. Of one account, whose key pair is the same in every stand-in of a
 * process: to make one takes time.
 */
final class GoogleSignIn {
  static final String PROJECT = "standin-project";
  static final String EMAIL = "keys@" + PROJECT + ".iam.gserviceaccount.com";

  /** The scope that may change keys; with {@code .read-only} behind it, one that may not. */
  static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private static final String AUDIENCE = "https://oauth2.googleapis.com/token";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Set<String> CLAIMS = Set.of("iss", "sub", "scope", "aud", "iat", "exp");
  private static final Set<String> SCOPES = Set.of(SCOPE, SCOPE + ".read-only");
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String SIGNER = Values.hex(40);

  /** The key pair, made when it is first needed. */
  private static final class Pair {
    static final KeyPair KEYS = made();

    private static KeyPair made() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new BugException("every JDK has RSA", e);
      }
    }
  }

  /** A token given out. */
  private record Given(String scope, Instant end) {}

  private final Map<String, Given> given = new HashMap<>();

  /** Returns the JSON file of the account's key, in one line. */
  static String file() {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
            .encodeToString(Pair.KEYS.getPrivate().getEncoded());
    String edge = "PRIVATE KEY-----\n";
    return Json.text(
        Json.of(
            "type",
            "service_account",
            "project_id",
            PROJECT,
            "private_key_id",
            SIGNER,
            "private_key",
            "-----BEGIN " + edge + lines + "\n-----END " + edge,
            "client_email",
            EMAIL,
            "client_id",
            Values.textWithWord(30),
            "auth_uri",
            "https://accounts.google.com/o/oauth2/auth",
            "token_uri",
            AUDIENCE,
            "auth_provider_x509_cert_url",
            "https://www.googleapis.com/oauth2/v1/certs",
            "universe_domain",
            "googleapis.com"));
  }

  /** Gives a token for an assertion. */
  Answer exchange(String grant, String assertion, Instant now) {
    if (!grant.equals(GRANT)) {
      throw new Refusal(400, "unsupported_grant_type", "Invalid grant_type: " + grant);
    }
    Map<?, ?> claims = signed(assertion);
    if (!EMAIL.equals(claims.get("iss"))) {
      throw no("Invalid grant: account not found");
    }
    if (!AUDIENCE.equals(claims.get("aud"))) {
      throw no("Invalid JWT: Failed audience check");
    }
    if (!CLAIMS.containsAll(claims.keySet())) {
      throw no("Invalid JWT: unknown claims");
    }
    timely(claims, now);
    List<String> scopes = List.of(String.valueOf(claims.get("scope")).split(" ", -1));
    if (!SCOPES.containsAll(scopes)) {
      throw new Refusal(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    }
    String value = "ya29." + Values.textWithWord(120);
    given.put(value, new Given(String.join(" ", scopes), now.plus(LONGEST)));
    return Answer.of(
        200, Json.of("access_token", value, "expires_in", 3599, "token_type", "Bearer"));
  }

  private static Refusal no(String words) {
    return new Refusal(400, "invalid_grant", words);
  }

  private static Map<?, ?> signed(String assertion) {
    String[] parts = assertion.split("\\.", -1);
    if (parts.length != 3) {
      throw no("Invalid JWT");
    }
    Map<?, ?> head = object(parts[0]);
    boolean known = head.get("kid") == null || SIGNER.equals(head.get("kid"));
    Object type = head.get("typ"); // the vendor's own client leaves it out
    if (!"RS256".equals(head.get("alg")) || (type != null && !type.equals("JWT"))) {
      throw no("Invalid JWT: header");
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(Pair.KEYS.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
      if (!known || !signature.verify(decoded(parts[2]))) {
        throw no("Invalid JWT Signature.");
      }
    } catch (GeneralSecurityException e) {
      throw no("Invalid JWT Signature.");
    }
    return object(parts[1]);
  }

  private static byte[] decoded(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw no("Invalid JWT: not base64url");
    }
  }

  private static Map<?, ?> object(String part) {
    try {
      return JsonReader.value(decoded(part)) instanceof Map<?, ?> object ? object : Map.of();
    } catch (KeymasterException e) {
      throw no("Invalid JWT: not JSON");
    }
  }

  private static void timely(Map<?, ?> claims, Instant now) {
    boolean good = false;
    if (claims.get("iat") instanceof Long from && claims.get("exp") instanceof Long to) {
      good =
          to - from > 0
              && to - from <= LONGEST.toSeconds()
              && Instant.ofEpochSecond(from).isBefore(now.plus(SKEW))
              && Instant.ofEpochSecond(to).isAfter(now);
    }
    if (!good) {
      throw no(
          "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
              + " timeframe. Check your iat and exp values in the JWT claim.");
    }
  }

  /** Tells which scopes a token has now; empty if it is none. */
  Optional<List<String>> scopes(String value, Instant now) {
    return Optional.ofNullable(given.get(value))
        .filter(token -> now.isBefore(token.end()))
        .map(token -> Arrays.asList(token.scope().split(" ", -1)));
  }

  /** Tells whether that was given out once. */
  boolean gave(String value) {
    return given.containsKey(value);
  }

  /** Returns whom an assertion says that it is from, unproven; empty if it says nothing. */
  static String claimed(String assertion) {
    String[] parts = assertion.split("\\.", -1);
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : "");
      String text = new String(claims, UTF_8);
      return text.contains("\"" + EMAIL + "\"") ? EMAIL : assertion;
    } catch (IllegalArgumentException e) {
      return assertion;
    }
  }
}
