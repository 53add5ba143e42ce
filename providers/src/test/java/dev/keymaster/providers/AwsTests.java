package dev.keymaster.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsTests {
  private static final String CREDENTIAL = "CANARYCANARY0123:sk-canary-0123456789";

  private static Reply<Standing> verify(StubServer server, String credential) {
    try (Secret key = StubServer.key(credential)) {
      return server.vendor("aws").verify(key);
    }
  }

  private static String error(String code) {
    return "<ErrorResponse><Error><Type>Sender</Type><Code>"
        + code
        + "</Code><Message>"
        + CREDENTIAL
        + "</Message></Error></ErrorResponse>";
  }

  @Test
  void a_good_key_tells_whose_it_is() throws IOException {
    try (StubServer server = new StubServer()) {
      server.says(
          200,
          "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/ci</Arn>"
              + "</GetCallerIdentityResult></GetCallerIdentityResponse>");
      assertThat(verify(server, CREDENTIAL))
          .isEqualTo(
              new Reply.Answer<Standing>(
                  new Standing.Valid("arn:aws:iam::1:user/ci"), RateLimits.NONE));
      assertThat(server.asked())
          .containsExactly("POST / Action=GetCallerIdentity&Version=2011-06-15");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, InvalidClientTokenId, invalid",
    "403, SignatureDoesNotMatch, invalid",
    "403, ExpiredToken, invalid",
    "403, AccessDenied, NOT_ALLOWED",
    "400, Throttling, RATE_LIMITED",
    "500, ServiceFailure, UNAVAILABLE",
    "200, Odd, MALFORMED"
  })
  void an_error_means(int status, String code, String meaning) throws IOException {
    try (StubServer server = new StubServer()) {
      for (int i = 0; i < 3; i++) {
        server.says(status, error(code));
      }
      Reply<Standing> reply = verify(server, CREDENTIAL + ":session");
      assertThat(reply.toString()).doesNotContain("canary");
      String told =
          switch (reply) {
            case Reply.Answer<Standing> answer -> "invalid";
            case Reply.Failed<Standing>(Failure failure) -> failure.kind().name();
          };
      assertThat(told).isEqualTo(meaning);
    }
  }

  @Test
  void a_third_key_is_refused_in_plain_words() throws IOException {
    try (StubServer server = new StubServer();
        Secret admin = StubServer.key(CREDENTIAL)) {
      server.says(409, error("LimitExceeded"));
      MintOrder order = new MintOrder("x", null, MintOrder.Reset.NEVER, null, Map.of("user", "ci"));
      assertThat(server.vendor("aws").mint(admin, order).toString())
          .contains("REFUSED", "LimitExceeded", "end one of ci first")
          .doesNotContain("canary");
    }
  }

  @Test
  void a_secret_without_its_id_is_not_asked_about() throws IOException {
    try (StubServer server = new StubServer()) {
      assertThat(verify(server, "sk-canary-0123456789").toString())
          .contains("REFUSED", "access_key_id");
      assertThat(server.asked()).isEmpty();
    }
  }
}
