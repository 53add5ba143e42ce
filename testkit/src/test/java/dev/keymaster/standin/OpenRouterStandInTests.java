package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenRouter's stand-in says what OpenRouter's description says, and refuses the rest. */
final class OpenRouterStandInTests {
  private StandIn standIn;
  private Caller admin;
  private Caller user;

  @BeforeEach
  void start() throws IOException {
    standIn = StandIn.openrouter();
    admin = new Caller(standIn).bearer(standIn.admin());
    user = new Caller(standIn).bearer(standIn.key());
  }

  @AfterEach
  void it_kept_to_the_description() {
    standIn.close();
  }

  private JsonObject mint(String order) {
    Caller.Got minted = admin.ask("POST", "/keys", order);
    assertThat(minted.status()).as(minted.body()).isEqualTo(201);
    return minted.json();
  }

  private Caller.Got hello(String key) {
    return new Caller(standIn)
        .with("Authorization", "Bearer " + key)
        .ask("POST", "/chat/completions", "{\"model\":\"keymaster/hello\",\"messages\":[]}");
  }

  @Test
  void a_key_lives_from_mint_to_revocation() {
    JsonObject minted =
        mint(
            "{\"name\":\"ci\",\"limit\":5.5,\"limit_reset\":\"monthly\",\"expires_at\":\"2099-01-02T03:04:05Z\"}");
    String key = minted.text("key");
    String hash = minted.object("data").text("hash");
    assertThat(key).matches("sk-or-v1-[0-9a-f]{64}");
    assertThat(hash).isEqualTo(Values.sha256(key));
    assertThat(hello(key).status()).isEqualTo(200);
    JsonObject self = new Caller(standIn).with("Authorization", "Bearer " + key).get("/key").json();
    assertThat(self.object("data").flag("is_management_key")).isFalse();

    Caller.Got disabled = admin.ask("PATCH", "/keys/" + hash, "{\"disabled\":true}");
    assertThat(disabled.json().object("data").flag("disabled")).isTrue();
    assertThat(hello(key).status()).isEqualTo(401);
    admin.ask("PATCH", "/keys/" + hash, "{\"disabled\":false}");
    assertThat(hello(key).status()).isEqualTo(200);

    assertThat(admin.ask("DELETE", "/keys/" + hash, "").json().flag("deleted")).isTrue();
    assertThat(hello(key).body()).contains("User not found.");
    assertThat(admin.ask("DELETE", "/keys/" + hash, "").status()).isEqualTo(404);
    assertThat(admin.get("/keys/" + hash).status()).isEqualTo(404);
  }

  @Test
  void lists_come_in_pages_of_100_the_newest_first() {
    for (int i = 0; i < 120; i++) {
      standIn.issue("n" + i).close();
    }
    List<JsonObject> first = admin.get("/keys").json().objects("data");
    List<JsonObject> second = admin.get("/keys?offset=100").json().objects("data");
    assertThat(first).hasSize(100);
    assertThat(first.getFirst().text("name")).isEqualTo("n119");
    assertThat(second).hasSize(21);
    assertThat(second.getLast().text("name")).isEqualTo("first");
  }

  @Test
  void disabled_keys_are_listed_when_asked_for() {
    String hash = mint("{\"name\":\"off\"}").object("data").text("hash");
    admin.ask("PATCH", "/keys/" + hash, "{\"disabled\":true}");
    assertThat(admin.get("/keys").body()).doesNotContain("\"off\"");
    assertThat(admin.get("/keys?include_disabled=true").body()).contains("\"off\"");
    standIn.vary(Variant.OPENROUTER_LISTS_DISABLED);
    assertThat(admin.get("/keys").body()).contains("\"off\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"\"}",
        "{\"name\":7}",
        "{\"name\":\"a\",\"label\":\"b\"}",
        "{\"name\":\"a\",\"limit\":\"5\"}",
        "{\"name\":\"a\",\"limit\":-1}",
        "{\"name\":\"a\",\"limit_reset\":\"yearly\"}",
        "{\"name\":\"a\",\"expires_at\":\"2099-01-02T03:04Z\"}",
        "{\"name\":\"a\",\"expires_at\":\"2099-01-02T03:04:05+01:00\"}",
        "{\"name\":\"a\",\"expires_at\":\"2001-01-02T03:04:05Z\"}",
        "{\"name\":\"a\",\"workspace_id\":\"mine\"}",
        "{\"name\":\"a\"",
        "[]"
      })
  void an_order_that_the_description_does_not_have_is_refused(String order) {
    assertThat(admin.ask("POST", "/keys", order).status()).isEqualTo(400);
    assertThat(standIn.names()).containsExactly("first");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /keys?page=2, 400",
    "GET, /keys?offset=-x, 400",
    "GET, /keys?offset=1&offset=2, 400",
    "GET, /keys?include_disabled=yes, 400",
    "PUT, /keys, 405",
    "GET, /keyz, 404",
    "DELETE, /keys/00, 404",
    "GET, /activity?date=2001-01-01, 400",
  })
  void what_is_no_call_is_refused(String method, String target, int status) {
    assertThat(admin.ask(method, target, "").status()).isEqualTo(status);
  }

  @Test
  void a_body_has_to_say_that_it_is_json() {
    Caller plain = admin.with("Content-Type", "text/plain");
    assertThat(plain.ask("POST", "/keys", "{\"name\":\"a\"}").status()).isEqualTo(415);
    assertThat(admin.ask("DELETE", "/keys/" + "0".repeat(64), "{}").status()).isEqualTo(400);
  }

  @Test
  void keys_of_the_wrong_kind_are_refused_as_documented() {
    assertThat(user.ask("POST", "/keys", "{\"name\":\"a\"}").status()).isEqualTo(403);
    assertThat(user.get("/credits").status()).isEqualTo(403);
    assertThat(user.get("/keys").status()).isEqualTo(401);
    assertThat(new Caller(standIn).get("/keys").body()).contains("Missing Authentication header");
    assertThat(hello(Caller.text(standIn.admin())).status()).isEqualTo(401);
    JsonObject self = admin.get("/key").json();
    assertThat(self.object("data").flag("is_management_key")).isTrue();
  }

  @Test
  void models_are_no_proof_of_a_key() {
    Caller stranger = new Caller(standIn).with("Authorization", "Bearer nothing");
    assertThat(stranger.get("/models").status()).isEqualTo(200);
    assertThat(stranger.get("/key").status()).isEqualTo(401);
  }

  @Test
  void spending_counts_and_ends_at_the_limit() {
    JsonObject minted = mint("{\"name\":\"poor\",\"limit\":0.01}");
    String key = minted.text("key");
    String hash = minted.object("data").text("hash");
    assertThat(hello(key).status()).isEqualTo(200);
    assertThat(hello(key).status()).isEqualTo(402);
    String info = admin.get("/keys/" + hash).body();
    assertThat(info).contains("\"usage\":0.01").contains("\"limit_remaining\":0.00");
    assertThat(admin.get("/credits").body()).contains("\"total_usage\":0.01");
    assertThat(admin.get("/activity?api_key_hash=" + hash).body()).contains("\"requests\":1");
  }

  @Test
  void a_key_ends_when_it_expires() {
    String key = mint("{\"name\":\"a\",\"expires_at\":\"2099-01-02T03:04:05Z\"}").text("key");
    standIn.clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(100 * 365)));
    assertThat(hello(key).status()).isEqualTo(401);
  }

  @Test
  void inference_streams() {
    Caller.Got got =
        user.ask(
            "POST",
            "/chat/completions",
            "{\"model\":\"keymaster/hello\",\"messages\":[],\"stream\":true}");
    assertThat(got.body()).contains("\"content\":\"Hello\"").endsWith("data: [DONE]\n\n");
  }

  @Test
  void the_traps_of_a_mint_are_there_on_command() {
    assertThat(admin.ask("POST", "/keys/", "{\"name\":\"slash\"}").status()).isEqualTo(201);
    standIn.vary(Variant.OPENROUTER_KEY_INSIDE_DATA);
    JsonObject inside = mint("{\"name\":\"inside\"}");
    assertThat(inside.textOrNull("key")).isNull();
    assertThat(inside.object("data").text("key")).startsWith("sk-or-v1-");
    standIn.vary(Variant.OPENROUTER_NO_KEY);
    assertThat(mint("{\"name\":\"none\"}").object("data").textOrNull("key")).isNull();
  }

  @Test
  void the_journal_tells_who_asked_without_telling_the_key() {
    user.get("/key");
    Entry entry = standIn.journal().getLast();
    assertThat(entry).hasToString("GET /key 200");
    try (Secret key = standIn.key()) {
      String text = new String(key.reveal(), UTF_8);
      assertThat(entry.credential()).isEqualTo(Values.sha256(text));
      assertThat(entry.headers().toString()).doesNotContain(text).contains("sha256:");
    }
  }
}
