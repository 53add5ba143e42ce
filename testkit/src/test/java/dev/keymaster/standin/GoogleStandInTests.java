package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the vendor's own clients do not try. */
final class GoogleStandInTests {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String KEYS = "/v2/projects/standin-project/locations/global/keys";

  private Instant now = NOW;
  private StandIn standIn;
  private JsonObject file;

  @BeforeEach
  void open() throws IOException {
    standIn = StandIn.of("google", Doors.PLAIN);
    at(NOW);
    file = JsonReader.object(Caller.text(standIn.admin()).getBytes(UTF_8));
  }

  @AfterEach
  void close() {
    standIn.close();
  }

  private void at(Instant time) {
    now = time;
    standIn.clock(Clock.fixed(time, ZoneOffset.UTC));
  }

  private Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", file.text("client_email"));
    claims.put("scope", SCOPE);
    claims.put("aud", "https://oauth2.googleapis.com/token");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 3600);
    return claims;
  }

  private String signed(String head, Map<String, Object> claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String said =
        base64.encodeToString(head.getBytes(UTF_8))
            + "."
            + base64.encodeToString(Json.bytes(claims));
    try {
      String pem = file.text("private_key").replaceAll("-----[A-Z ]+-----|\n", "");
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
      signature.update(said.getBytes(UTF_8));
      return said + "." + base64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Caller.Got exchange(String grant, String assertion) {
    String form = "grant_type=" + URLEncoder.encode(grant, UTF_8) + "&assertion=" + assertion;
    return new Caller(standIn)
        .with("Content-Type", "application/x-www-form-urlencoded")
        .ask("POST", "/token", form);
  }

  private Caller admin() {
    Caller.Got got = exchange(GRANT, signed("{\"alg\":\"RS256\"}", claims()));
    assertThat(got.status()).isEqualTo(200);
    return new Caller(standIn).with("Authorization", "Bearer " + got.json().text("access_token"));
  }

  private JsonObject finished(Caller admin, Caller.Got begun) {
    assertThat(begun.status()).as(begun.body()).isEqualTo(200);
    assertThat(begun.body()).doesNotContain("\"done\"");
    return admin.get("/v2/" + begun.json().text("name")).json().object("response");
  }

  @ParameterizedTest
  @CsvSource({
    "iss, other@example.com, account not found",
    "aud, https://example.com/token, audience",
    "scope, https://www.googleapis.com/auth/drive, Invalid OAuth scope",
    "exp, 1769864460, timeframe", // 61 minutes after iat
    "exp, 1769860800, timeframe", // at once
    "iat, 1769861160, timeframe", // 6 minutes ahead
    "jti, x, unknown claims"
  })
  void an_assertion_has_to_say_the_right_things(String claim, String value, String words) {
    Map<String, Object> claims = claims();
    boolean number = value.matches("[0-9]+");
    claims.put(claim, number ? (Object) Long.valueOf(value) : value);
    Caller.Got got = exchange(GRANT, signed("{\"alg\":\"RS256\"}", claims));
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.json().text("error_description")).contains(words);
  }

  @Test
  void an_assertion_has_to_be_one() {
    String good = signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims());
    String other = signed("{\"alg\":\"RS256\",\"kid\":\"other\"}", claims());
    String none = signed("{\"alg\":\"none\"}", claims());
    String bent = good.substring(0, good.length() - 8) + "AAAAAAAA";
    for (String bad : new String[] {other, none, bent, "a.b", "a.b.c", "", good + ".x"}) {
      assertThat(exchange(GRANT, bad).json().text("error")).isEqualTo("invalid_grant");
    }
    assertThat(exchange("password", good).json().text("error")).isEqualTo("unsupported_grant_type");
    assertThat(standIn.journal().toString() + standIn.journal().getFirst().headers())
        .doesNotContain(other);
  }

  @Test
  void a_token_ends_after_an_hour_and_a_key_is_none() {
    Caller admin = admin();
    at(NOW.plus(Duration.ofMinutes(59)));
    assertThat(admin.get(KEYS).status()).isEqualTo(200);
    at(NOW.plus(Duration.ofMinutes(60)));
    assertThat(admin.get(KEYS).body()).contains("ACCESS_TOKEN_EXPIRED");
    Caller holder = new Caller(standIn).with("x-goog-api-key", Caller.text(standIn.key()));
    assertThat(holder.get(KEYS).status()).isEqualTo(401);
    assertThat(holder.get("/v1beta/models?pageSize=1").status()).isEqualTo(200);
    assertThat(new Caller(standIn).get("/v1beta/models").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?keyId=0x|{}|400",
        "?keyId=b7ff1f9f-8275-410a-94dd-3855ee9b5dd2|{}|400",
        "?keyid=a|{}|400",
        "|{\"display_name\":\"a\"}|400",
        "|{\"restrictions\":{\"apiTargets\":[{\"servis\":\"a\"}]}}|400",
        "|{\"restrictions\":{\"serverKeyRestrictions\":{},\"iosKeyRestrictions\":{}}}|400",
        "|{\"annotations\":{\"a\":1}}|400",
        "|{\"serviceAccountEmail\":\"nobody@example.com\"}|400",
        "|{\"keyString\":\"mine\"}|200" // output only: ignored
      })
  void an_order_has_to_fit(String query, String order, int status) {
    String target = KEYS + (query == null ? "" : query);
    assertThat(admin().ask("POST", target, order).status()).isEqualTo(status);
  }

  @Test
  void a_key_is_bound_for_gemini_alone() {
    Caller admin = admin();
    String account = standIn.settings().get("service-account");
    String bound = "{\"serviceAccountEmail\":\"" + account + "\"%s}";
    assertThat(admin.ask("POST", KEYS, bound.formatted("")).body()).contains("FAILED_PRECONDITION");
    String gemini =
        ",\"restrictions\":{\"apiTargets\":[{\"service\":\"generativelanguage.googleapis.com\"}]}";
    JsonObject key = finished(admin, admin.ask("POST", KEYS, bound.formatted(gemini)));
    assertThat(key.text("serviceAccountEmail")).isEqualTo(account);
  }

  @Test
  void a_deleted_key_is_there_for_thirty_days() {
    Caller admin = admin();
    JsonObject made = finished(admin, admin.ask("POST", KEYS + "?keyId=old", "{}"));
    String path = "/v2/" + made.text("name");
    String shown = admin.get(path + "/keyString").json().text("keyString");
    assertThat(made.text("keyString")).isEqualTo(shown);
    assertThat(admin.get(path).body() + admin.get(KEYS).body()).doesNotContain("keyString");
    String etag = admin.get(path).json().text("etag");
    try (Secret value = Secret.taking(shown.getBytes(UTF_8))) {
      assertThat(standIn.accepts(value)).isTrue();
      String current = "?etag=" + URLEncoder.encode(etag, UTF_8);
      assertThat(finished(admin, admin.ask("DELETE", path + current, "")).text("deleteTime"))
          .isEqualTo(NOW.toString());
      assertThat(standIn.accepts(value)).isFalse();
    }
    assertThat(admin.get(path).status()).isEqualTo(200);
    assertThat(admin.get(path + "/keyString").status()).isEqualTo(404);
    assertThat(admin.get(KEYS).body()).doesNotContain("keys/old");
    assertThat(admin.ask("POST", KEYS + "?keyId=old", "{}").status()).isEqualTo(409);
    at(NOW.plus(Duration.ofDays(30)).minusSeconds(1));
    assertThat(admin().get(KEYS + "?showDeleted=true").body()).contains("keys/old");
    at(NOW.plus(Duration.ofDays(30)));
    assertThat(admin().get(KEYS + "?showDeleted=true").body()).doesNotContain("keys/old");
    assertThat(admin().ask("POST", path + ":undelete", "{}").status()).isEqualTo(404);
  }

  @Test
  void a_key_that_is_not_deleted_is_not_brought_back() {
    Caller admin = admin();
    String path = "/v2/" + finished(admin, admin.ask("POST", KEYS, "{}")).text("name");
    assertThat(admin.ask("POST", path + ":undelete", "{}").status()).isEqualTo(400);
    assertThat(admin.ask("POST", path + ":undo", "{}").status()).isEqualTo(404);
    assertThat(admin.ask("PATCH", path + "?updateMask=uid", "{}").status()).isEqualTo(400);
    assertThat(admin.get(KEYS + "?pageToken=none").status()).isEqualTo(400);
    assertThat(admin.get("/v2/operations/none").status()).isEqualTo(404);
    assertThat(admin.get(KEYS.replace("global", "eu")).status()).isEqualTo(400);
  }
}
