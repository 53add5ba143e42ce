package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.net.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's stand-in: what the vendor's own client does not ask. */
final class OpenAiStandInTests {
  private static final String PROJECT = "/organization/projects/proj_standin";

  private StandIn standIn;
  private Caller admin;
  private Caller user;

  @BeforeEach
  void start() throws IOException {
    standIn = StandIn.openai();
    admin = new Caller(standIn).bearer(standIn.admin());
    user = new Caller(standIn).bearer(standIn.key());
  }

  @AfterEach
  void it_kept_to_the_description() {
    standIn.close();
  }

  private JsonObject account() {
    return admin.ask("POST", PROJECT + "/service_accounts", "{\"name\":\"ci\"}").json();
  }

  @Test
  void keys_of_the_wrong_kind_get_a_bare_text_or_an_object() {
    Caller.Got bare = user.get("/organization/admin_api_keys");
    assertThat(bare.status()).isEqualTo(403);
    assertThat(bare.json().text("error")).contains("Missing scopes: api.management.read");
    assertThat(user.get("/organization/costs?start_time=1").body()).contains("api.usage.read");
    assertThat(admin.get("/models").status()).isEqualTo(403);
    standIn.vary(Variant.OPENAI_FORBIDS_WITH_OBJECT);
    Caller.Got object = user.get("/organization/projects");
    assertThat(object.json().object("error").text("message")).contains("Missing scopes");
  }

  @Test
  void who_sends_no_key_is_told_so() {
    assertThat(new Caller(standIn).get("/models").body()).contains("You didn't provide an API key");
  }

  @Test
  void keys_of_service_accounts_may_be_kept_as_in_august() {
    String id = account().object("api_key").text("id");
    standIn.vary(Variant.OPENAI_KEEPS_SERVICE_ACCOUNT_KEYS);
    assertThat(admin.ask("DELETE", PROJECT + "/api_keys/" + id, "").status()).isEqualTo(400);
    assertThat(standIn.names()).contains("ci");
  }

  @Test
  void policies_stand_in_the_way_of_a_mint() {
    standIn.vary(Variant.OPENAI_WANTS_EXPIRY);
    String accounts = PROJECT + "/service_accounts";
    assertThat(admin.ask("POST", accounts, "{\"name\":\"ci\"}").status()).isEqualTo(400);
    String ending = "{\"name\":\"ci\",\"expires_in_seconds\":60}";
    assertThat(admin.ask("POST", accounts, ending).status()).isEqualTo(200);
    standIn.vary(Variant.OPENAI_PROJECT_ARCHIVED);
    assertThat(admin.ask("POST", accounts, ending).body()).contains("archived");
  }

  @Test
  void an_account_may_be_made_without_a_key() {
    String alone = "{\"name\":\"ci\",\"create_service_account_only\":true}";
    JsonObject made = admin.ask("POST", PROJECT + "/service_accounts", alone).json();
    assertThat(made.objectOrNull("api_key")).isNull();
    assertThat(made.text("role")).isEqualTo("none");
  }

  @Test
  void an_expired_key_is_refused_and_cannot_be_changed() {
    String ending = "{\"name\":\"ci\",\"expires_in_seconds\":60}";
    JsonObject key =
        admin.ask("POST", PROJECT + "/service_accounts", ending).json().object("api_key");
    Caller holder = new Caller(standIn).with("Authorization", "Bearer " + key.text("value"));
    assertThat(holder.get("/models").status()).isEqualTo(200);
    standIn.clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
    assertThat(holder.get("/models").status()).isEqualTo(401);
    String change = PROJECT + "/api_keys/" + key.text("id");
    assertThat(admin.ask("POST", change, "{\"expires_in_seconds\":60}").status()).isEqualTo(400);
  }

  @Test
  void a_key_without_the_scope_of_models_is_good_all_the_same() {
    standIn.vary(Variant.OPENAI_KEY_WITHOUT_MODEL_SCOPE);
    assertThat(user.get("/models").status()).isEqualTo(403);
    String hello = "{\"model\":\"gpt-hello\",\"messages\":[]}";
    Caller.Got chat = user.ask("POST", "/chat/completions", hello);
    assertThat(chat.status()).isEqualTo(200);
    assertThat(chat.headers()).containsEntry("x-ratelimit-reset-requests", "6m0s");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /organization/projects/proj_other/api_keys, 404",
    "GET, /organization/projects/proj_standin/api_keys?limit=101, 400",
    "GET, /organization/projects/proj_standin/api_keys?after=key_none, 400",
    "GET, /organization/projects/proj_standin/api_keys?owner_project_access=x, 400",
    "GET, /organization/projects/proj_standin/api_keys/key_none, 404",
    "GET, /organization/projects/proj_standin/service_accounts/user-none, 404",
    "GET, /organization/costs, 400",
    "GET, /organization/costs?start_time=x, 400",
    "GET, /organization/costs?start_time=1&group_by[]=day, 400",
    "GET, /organization/costs?start_time=1&page=two, 400",
    "GET, /organization/nothing, 404",
    "PATCH, /organization/projects, 405",
  })
  void what_is_no_call_is_refused(String method, String target, int status) {
    String encoded = target.replace("[", "%5B").replace("]", "%5D");
    assertThat(admin.ask(method, encoded, "").status()).isEqualTo(status);
  }

  @Test
  void lists_in_queries_may_be_plain_or_in_brackets() {
    String costs = "/organization/costs?start_time=1760000000&group_by";
    assertThat(admin.get(costs + "=api_key_id&group_by=project_id").status()).isEqualTo(200);
    assertThat(admin.get(costs + "%5B%5D=api_key_id&group_by%5B%5D=line_item").status())
        .isEqualTo(200);
    assertThat(
            admin
                .get("/organization/projects/proj_standin/api_keys?owner_project_access=inactive")
                .body())
        .contains("\"data\":[]");
  }

  @Test
  void a_missing_body_and_empty_names_are_refused() {
    assertThat(admin.ask("POST", PROJECT + "/service_accounts", "{}").status()).isEqualTo(400);
    assertThat(admin.ask("POST", PROJECT + "/service_accounts", "{\"name\":\"\"}").status())
        .isEqualTo(400);
    assertThat(user.get("/models/none").status()).isEqualTo(404);
    String other = "{\"model\":\"none\",\"messages\":[]}";
    assertThat(user.ask("POST", "/chat/completions", other).status()).isEqualTo(404);
  }
}
