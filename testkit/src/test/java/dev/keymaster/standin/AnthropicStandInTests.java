package dev.keymaster.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.net.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's stand-in: what the vendor's own client does not ask. */
final class AnthropicStandInTests {
  private static final String KEYS = "/v1/organizations/api_keys";

  private StandIn standIn;
  private Caller admin;
  private Caller user;

  @BeforeEach
  void start() throws IOException {
    standIn = StandIn.anthropic();
    Caller stranger = new Caller(standIn).with("anthropic-version", "2023-06-01");
    admin = stranger.with("x-api-key", Caller.text(standIn.admin()));
    user = stranger.with("x-api-key", Caller.text(standIn.key()));
  }

  @AfterEach
  void it_kept_to_the_description() {
    standIn.close();
  }

  private String firstId() {
    return admin.get(KEYS).json().objects("data").getFirst().text("id");
  }

  @Test
  void a_request_without_a_version_is_refused() {
    Caller bare = new Caller(standIn).with("x-api-key", Caller.text(standIn.key()));
    assertThat(bare.get("/v1/models").status()).isEqualTo(400);
    assertThat(bare.with("anthropic-version", "2020-01-01").get("/v1/models").status())
        .isEqualTo(400);
  }

  @Test
  void keys_of_the_wrong_kind_are_refused() {
    assertThat(user.get(KEYS).status()).isEqualTo(401);
    assertThat(admin.get("/v1/models").status()).isEqualTo(401);
    standIn.vary(Variant.ANTHROPIC_FORBIDS);
    assertThat(user.get(KEYS).body()).contains("permission_error");
  }

  @Test
  void the_deprecated_workspace_is_there_in_the_old_version_alone() {
    assertThat(admin.get(KEYS).body()).contains("workspace_id");
    assertThat(admin.with("anthropic-version", "2026-10-21").get(KEYS).body())
        .doesNotContain("workspace_id");
  }

  @Test
  void reactivation_may_meet_the_limit_of_keys() {
    String id = firstId();
    admin.ask("POST", KEYS + "/" + id, "{\"status\":\"inactive\"}");
    standIn.vary(Variant.ANTHROPIC_KEY_LIMIT);
    Caller.Got got = admin.ask("POST", KEYS + "/" + id, "{\"status\":\"active\"}");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.json().object("error").object("details").text("error_code"))
        .isEqualTo("org_api_key_limit_exceeded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /v1/organizations/api_keys?limit=1001 | '' | 400",
        "GET | /v1/organizations/api_keys?status=gone | '' | 400",
        "GET | /v1/organizations/api_keys?after_id=apikey_none | '' | 400",
        "GET | /v1/organizations/api_keys/apikey_none | '' | 404",
        "POST | /v1/organizations/api_keys | {} | 405",
        "DELETE | /v1/organizations/api_keys/apikey_none | '' | 405",
        "GET | /v1/organizations/usage_report/messages | '' | 400",
        "GET | /v1/organizations/cost_report?starting_at=now | '' | 400",
        "GET | /v1/organizations/cost_report?starting_at=2026-01-01T00:00:00Z&limit=32 | '' | 400",
        "GET | /v1/nothing | '' | 404",
      })
  void what_is_no_call_is_refused(String method, String target, String body, int status) {
    assertThat(admin.ask(method, target, body).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"expired\"}",
        "{\"name\":\"\"}",
        "{}",
        "{\"disabled\":true}",
      })
  void a_change_that_is_not_described_is_refused(String change) {
    assertThat(admin.ask("POST", KEYS + "/" + firstId(), change).status()).isEqualTo(400);
  }

  @Test
  void pages_go_both_ways() {
    for (int i = 0; i < 4; i++) {
      standIn.issue("k" + i).close();
    }
    List<JsonObject> all = admin.get(KEYS).json().objects("data");
    String middle = all.get(2).text("id");
    JsonObject after = admin.get(KEYS + "?limit=1&after_id=" + middle).json();
    assertThat(after.objects("data").getFirst().text("name")).isEqualTo("k0");
    assertThat(after.flag("has_more")).isTrue();
    JsonObject before = admin.get(KEYS + "?limit=1&before_id=" + middle).json();
    assertThat(before.objects("data").getFirst().text("name")).isEqualTo("k2");
    assertThat(admin.get(KEYS + "?workspace_id=wrkspc_1").json().objects("data")).isEmpty();
  }

  @Test
  void reports_count_by_key_and_in_cents() {
    String hello = "{\"model\":\"claude-hello\",\"max_tokens\":1,\"messages\":[]}";
    assertThat(user.ask("POST", "/v1/messages", hello).headers())
        .containsKey("anthropic-ratelimit-requests-remaining");
    String start = "starting_at=" + Instant.now().minusSeconds(5 * 86_400);
    String use = "/v1/organizations/usage_report/messages?group_by%5B%5D=api_key_id&" + start;
    assertThat(admin.get(use).body()).contains("\"api_key_id\":\"" + firstId());
    String filter = "&api_key_ids%5B%5D=" + firstId();
    assertThat(admin.get("/v1/organizations/usage_report/messages?" + start + filter).body())
        .contains("\"output_tokens\":2");
    String cost = "/v1/organizations/cost_report?" + start;
    assertThat(admin.get(cost).body()).contains("\"amount\":\"3.00\"");
    JsonObject page = admin.get(cost + "&limit=2").json();
    assertThat(page.flag("has_more")).isTrue();
    assertThat(admin.get(cost + "&limit=31&page=" + page.text("next_page")).body())
        .contains("\"amount\":\"3.00\"");
    assertThat(admin.with("anthropic-version", "2026-10-21").get(cost).status()).isEqualTo(404);
  }
}
