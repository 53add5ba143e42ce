package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

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
  private static final int LEAST_BITS = 2048;
  private static final String KEY = "private_key";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String email;
  private final String project;
  private final String signer;
  private final PrivateKey key;

  private GoogleAccount(String email, String project, String signer, PrivateKey key) {
    this.email = email;
    this.project = project;
    this.signer = signer;
    this.key = key;
  }

  /** Reads a file; REFUSED if it is no key of a service account, or names another service. */
  @RevealsSecret("the private key in it signs")
  static Reply<GoogleAccount> of(Secret file) {
    byte[] bytes = file.reveal();
    try {
      return JsonReader.value(bytes, Set.of(KEY)) instanceof Map<?, ?> fields
          ? read(fields)
          : no("it is no object");
    } catch (KeymasterException e) {
      return no(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static <T> Reply<T> no(String why) {
    return CatalogueVendor.refused("not the JSON file of a service account's key: " + why);
  }

  private static Reply<GoogleAccount> read(Map<?, ?> fields) {
    Object secret = fields.get(KEY);
    try {
      String wrong = wrong(fields);
      if (!wrong.isEmpty()) {
        return no(wrong);
      }
      return secret instanceof Secret pem
          ? new Reply.Answer<>(
              new GoogleAccount(
                  text(fields, "client_email"),
                  text(fields, "project_id"),
                  text(fields, "private_key_id"),
                  parsed(pem)),
              RateLimits.NONE)
          : no("private_key is missing");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return no("private_key is no RSA key of " + LEAST_BITS + " bits or more");
    } finally {
      if (secret instanceof Secret pem) {
        pem.close();
      }
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

  private static String text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  @RevealsSecret("it signs")
  private static PrivateKey parsed(Secret pem) throws GeneralSecurityException {
    byte[] text = pem.reveal();
    byte[] der = new byte[0];
    try {
      der = Base64.getMimeDecoder().decode(inside(text));
      PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= LEAST_BITS) {
        return key;
      }
      throw new GeneralSecurityException("too short");
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  /** Returns what stands between the first line and the last, in the same array, moved. */
  private static byte[] inside(byte[] pem) {
    int start = 0;
    while (start < pem.length && pem[start] != '\n') {
      start++;
    }
    int end = pem.length;
    while (end > start && pem[end - 1] <= ' ') {
      end--;
    }
    while (end > start && pem[end - 1] != '\n') {
      end--;
    }
    Arrays.fill(pem, 0, start, (byte) '\n');
    Arrays.fill(pem, end, pem.length, (byte) '\n');
    return pem;
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
    String said = BASE64.encodeToString(head.bytes()) + "." + BASE64.encodeToString(claims.bytes());
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(said.getBytes(US_ASCII));
      String whole = said + "." + BASE64.encodeToString(signature.sign());
      return Secret.taking(whole.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("no RS256 in this runtime", e);
    } catch (GeneralSecurityException e) {
      throw new BugException("a key that was read does not sign", e);
    }
  }
}
