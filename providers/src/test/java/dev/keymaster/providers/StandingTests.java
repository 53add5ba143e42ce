package dev.keymaster.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each provider's answers to a verify call mean. */
class StandingTests {
  private static final String KEY = "sk-canary-00112233445566778899";

  private static String told(Reply<Standing> reply) {
    return switch (reply) {
      case Reply.Answer<Standing>(Standing.Valid(String account), var _) ->
          ("valid " + account).strip();
      case Reply.Answer<Standing>(Standing.Invalid(String _), var _) -> "invalid";
      case Reply.Failed<Standing>(Failure failure) ->
          "unknown " + failure.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "openrouter|200|{\"data\":{\"limit\":null,\"usage\":1}}|valid",
        "openrouter|401|{\"error\":{\"code\":401,\"message\":\"User not found.\"}}|invalid",
        "openrouter|403|{\"error\":{\"code\":403,\"message\":\"no\"}}|unknown not_allowed",
        "openai|200|{\"object\":\"list\",\"data\":[]}|valid",
        "openai|401|{\"error\":{\"message\":\"Incorrect API key provided\"}}|invalid",
        "openai|403|{\"error\":\"Missing scopes: model.read\"}|unknown not_allowed",
        "openai|429|{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"x\"}}"
            + "|unknown rate_limited",
        "anthropic|200|{\"data\":[],\"has_more\":false}|valid",
        "anthropic|401|{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"}}|invalid",
        "anthropic|529|{\"type\":\"error\"}|unknown unavailable",
        "stability|200|{\"id\":\"u\",\"email\":\"a@b.example\"}|valid a@b.example",
        "stability|401|{\"name\":\"unauthorized\"}|invalid",
        "stability|403|{\"name\":\"permission_denied\"}|unknown not_allowed",
        "google|200|{\"models\":[]}|valid",
        "google|400|{\"error\":{\"code\":400,\"details\":[{\"@type\":\"x\"},"
            + "{\"reason\":\"API_KEY_INVALID\"}]}}|invalid",
        "google|400|{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}|unknown refused",
        "google|401|{\"error\":{\"details\":[{\"reason\":\"ACCESS_TOKEN_TYPE_UNSUPPORTED\"}]}}"
            + "|unknown not_allowed",
        "azure-openai|200|{\"data\":[]}|valid",
        "azure-openai|401|{\"error\":{\"code\":\"401\"}}|invalid",
        "huggingface|200|{\"type\":\"user\",\"name\":\"ada\"}|valid ada",
        "huggingface|401|{\"error\":\"x\"}|invalid",
        "mistral|401|{\"detail\":\"Unauthorized\"}|invalid",
        "xai|200|{\"api_key_id\":\"k\",\"name\":\"ci\",\"api_key_blocked\":false}|valid ci",
        "xai|200|{\"api_key_id\":\"k\",\"api_key_disabled\":true}|invalid",
        "xai|400|{\"error\":\"x\"}|invalid",
        "elevenlabs|200|{\"user_id\":\"u\"}|valid",
        "elevenlabs|401|{\"detail\":{\"status\":\"invalid_api_key\"}}|invalid",
        "elevenlabs|401|{\"detail\":{\"status\":\"missing_permissions\"}}|unknown not_allowed",
        "groq|401|{\"error\":{\"code\":\"invalid_api_key\"}}|invalid",
        "cohere|200|{\"valid\":true,\"organization_id\":\"o\"}|valid o",
        "cohere|200|{\"valid\":false}|invalid",
        "cohere|498|{\"message\":\"x\"}|invalid",
        "deepseek|200|{\"balance_infos\":[]}|valid",
        "together|200|[]|valid",
        "together|200|{}|unknown malformed",
        "replicate|200|{\"username\":\"ada\"}|valid ada",
        "github|200|{\"login\":\"ada\"}|valid ada",
        "github|401|{\"message\":\"Bad credentials\"}|invalid",
        "github|403|{\"message\":\"rate limit\"}|unknown not_allowed",
        "groq|200|<html>log in</html>|unknown malformed",
        "groq|302||unknown refused",
        "groq|500||unknown unavailable",
        "perplexity|0||unknown unsupported"
      })
  void an_answer_means(String service, int status, String body, String meaning) throws IOException {
    try (StubServer server = new StubServer();
        Secret key = StubServer.key(KEY)) {
      for (int i = 0; i < 3; i++) {
        server.says(status, body == null ? "" : body);
      }
      assertThat(told(server.vendor(service).verify(key))).isEqualTo(meaning);
    }
  }

  @Test
  void an_admin_credential_has_to_be_one() throws IOException {
    try (StubServer server = new StubServer();
        Secret key = StubServer.key(KEY)) {
      server.says(200, "{\"data\":{\"is_management_key\":true}}");
      server.says(200, "{\"data\":{\"is_management_key\":false}}");
      server.says(200, "{\"data\":{}}");
      Vendor vendor = server.vendor("openrouter");
      assertThat(told(vendor.verifyAdmin(key))).isEqualTo("valid");
      assertThat(told(vendor.verifyAdmin(key))).isEqualTo("invalid");
      assertThat(told(vendor.verifyAdmin(key))).isEqualTo("unknown malformed");
      server.says(403, "{\"error\":\"You have insufficient permissions for this operation.\"}");
      assertThat(told(server.vendor("openai").verifyAdmin(key))).isEqualTo("invalid");
    }
  }

  @Test
  void what_the_provider_says_is_told_without_the_key() throws IOException {
    try (StubServer server = new StubServer();
        Secret key = StubServer.key(KEY)) {
      server.says(
          401,
          "{\"error\":{\"message\":\"Wrong: " + KEY + ", or Bearer=" + KEY + "\\n see docs\"}}");
      assertThat(server.vendor("groq").verify(key))
          .isEqualTo(
              new Reply.Answer<Standing>(
                  new Standing.Invalid("Groq answers 401: Wrong: [key], or [key] see docs"),
                  RateLimits.NONE));
    }
  }

  @Test
  void a_provider_says_when_to_ask_again_and_how_many_requests_are_left() throws IOException {
    try (StubServer server = new StubServer();
        Secret key = StubServer.key(KEY)) {
      server.says(429, "{}", "Retry-After: 4000");
      Reply<Standing> reply = server.vendor("groq").verify(key);
      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Failed.class,
              failed -> assertThat(failed.failure().retryAfter()).hasSeconds(4000));
      server.says(200, "{\"data\":[]}", "X-RateLimit-Remaining: 7");
      assertThat(server.vendor("groq").verify(key))
          .isEqualTo(
              new Reply.Answer<Standing>(
                  new Standing.Valid(""),
                  new RateLimits(java.util.Map.of("x-ratelimit-remaining", "7"))));
    }
  }
}
