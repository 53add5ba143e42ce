package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Stability's stand-in. */
final class StabilityStandInTests {
  private static final String IMAGE = "/v1/generation/stable-hello/text-to-image";

  @Test
  void account_balance_and_engines_are_told_to_a_good_key_alone() throws IOException {
    try (StandIn standIn = StandIn.stability()) {
      Caller user = new Caller(standIn).bearer(standIn.key());
      assertThat(user.get("/v1/user/account").json().objects("organizations")).hasSize(1);
      assertThat(user.get("/v1/user/balance").body()).isEqualTo("{\"credits\":25}");
      assertThat(user.get("/v1/engines/list").body()).startsWith("[{\"id\":\"stable-hello\"");
      for (String path : new String[] {"/v1/user/account", "/v1/user/balance"}) {
        Caller.Got none = new Caller(standIn).get(path);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.json().text("message")).isEqualTo("missing authorization header");
        assertThat(new Caller(standIn).with("Authorization", "Bearer no").get(path).status())
            .isEqualTo(401);
        assertThat(user.with("Organization", "org-other").get(path).status()).isEqualTo(401);
        assertThat(user.with("Organization", "org-standin").get(path).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void images_cost_credits() throws IOException {
    try (StandIn standIn = StandIn.stability()) {
      Caller user = new Caller(standIn).bearer(standIn.key());
      String prompt = "{\"text_prompts\":[{\"text\":\"hello\"}]}";
      assertThat(user.ask("POST", IMAGE, prompt).status()).isEqualTo(200);
      assertThat(user.get("/v1/user/balance").body()).isEqualTo("{\"credits\":24.8}");
      assertThat(user.ask("POST", IMAGE.replace("hello", "none"), prompt).status()).isEqualTo(404);
      assertThat(user.ask("POST", IMAGE, "{\"prompt\":1}").status()).isEqualTo(400);
    }
  }

  @Test
  void what_is_no_call_is_refused_and_errors_may_be_lists() throws IOException {
    try (StandIn standIn = StandIn.stability()) {
      Caller user = new Caller(standIn).bearer(standIn.key());
      assertThat(user.get("/user/account").status()).isEqualTo(404);
      assertThat(user.get("/v1/user/account?page=1").status()).isEqualTo(400);
      assertThat(user.ask("DELETE", "/v1/user/account", "").status()).isEqualTo(405);
      standIn.vary(Variant.STABILITY_LISTS_ERRORS);
      assertThat(new Caller(standIn).get("/v1/user/account").json().texts("errors")).hasSize(1);
    }
  }
}
