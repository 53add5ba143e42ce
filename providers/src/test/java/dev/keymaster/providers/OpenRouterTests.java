package dev.keymaster.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set before each test
class OpenRouterTests {
  private static final IssuedId ID = new IssuedId(Map.of("hash", "ab/../c"));
  private static final String INFO =
      """
      {"hash":"h1","name":"ci","label":"sk-…9ab","disabled":false,"limit":5,"limit_remaining":4.25,
       "usage":0.75,"created_at":"2026-01-02T03:04:05.678Z","expires_at":null,"more":[1]}\
      """;

  private StubServer server;
  private Vendor vendor;
  private final Secret admin = StubServer.key("sk-canary-aaaaaaaaaaaaaaaa");

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
    vendor = server.vendor("openrouter");
  }

  @AfterEach
  void stop() {
    server.close();
    admin.close();
  }

  private static MintOrder order() {
    return new MintOrder(
        "ci \"x\"",
        new Money(new BigDecimal("2.50"), "USD"),
        MintOrder.Reset.MONTHLY,
        Instant.parse("2026-05-01T00:00:00.9Z"),
        Map.of("workspace", "w"));
  }

  private static Failure failure(Reply<?> reply) {
    return ((Reply.Failed<?>) reply).failure();
  }

  @SuppressWarnings("unchecked")
  private static <T> T value(Reply<T> reply) {
    return ((Reply.Answer<T>) reply).value();
  }

  @Test
  void a_key_is_made_as_ordered_wherever_it_stands_in_the_answer() {
    server.says(201, "{\"data\":" + INFO + ",\"key\":\"sk-canary-0123\"}");
    server.says(201, "{\"data\":{\"hash\":\"h2\",\"key\":\"sk-canary-4567\"}}");
    try (Secret first = StubServer.key("sk-canary-0123");
        Secret second = StubServer.key("sk-canary-4567")) {
      Minted minted = value(vendor.mint(admin, order()));
      assertThat(minted.value().sameAs(first)).isTrue();
      assertThat(minted.key().id().parts()).isEqualTo(Map.of("hash", "h1"));
      assertThat(minted.key().created()).isEqualTo("2026-01-02T03:04:05.678Z");
      assertThat(value(vendor.mint(admin, order())).value().sameAs(second)).isTrue();
    }
    assertThat(server.asked().getFirst())
        .isEqualTo(
            "POST /keys {\"name\":\"ci \\\"x\\\"\",\"limit\":2.50,\"limit_reset\":\"monthly\","
                + "\"expires_at\":\"2026-05-01T00:00:00Z\",\"workspace_id\":\"w\"}");
  }

  @Test
  void a_key_that_was_made_but_not_shown_is_revoked() {
    server.says(201, "{\"data\":{\"hash\":\"h3\"}}").says(200, "{\"deleted\":true}");
    assertThat(failure(vendor.mint(admin, order())).kind()).isEqualTo(Failure.Kind.MALFORMED);
    assertThat(server.asked().getLast()).isEqualTo("DELETE /keys/h3");
  }

  @Test
  void an_order_whose_answer_was_lost_is_uncertain_and_never_sent_twice() {
    assertThat(failure(vendor.mint(admin, order())).kind()).isEqualTo(Failure.Kind.UNCERTAIN);
    server.says(502, "");
    assertThat(failure(vendor.mint(admin, order())).kind()).isEqualTo(Failure.Kind.UNCERTAIN);
    server.says(201, "no JSON");
    assertThat(failure(vendor.mint(admin, order())).kind()).isEqualTo(Failure.Kind.UNCERTAIN);
    server.says(403, "{\"error\":{\"message\":\"Only management keys can\"}}");
    assertThat(failure(vendor.mint(admin, order())))
        .isEqualTo(
            new Failure(
                Failure.Kind.NOT_ALLOWED,
                "OpenRouter answers 403: Only management keys can",
                403,
                null));
    assertThat(server.asked()).hasSize(4);
  }

  @Test
  void keys_are_listed_page_by_page_until_there_are_no_more() {
    server.says(200, "{\"data\":[" + INFO + "," + INFO + "]}");
    server.says(200, "{\"data\":[{\"hash\":\"h9\",\"disabled\":true}]}").says(200, "{\"data\":[]}");
    List<IssuedKey> keys = value(vendor.issued(admin));
    assertThat(keys).extracting(IssuedKey::enabled).containsExactly(true, true, false);
    assertThat(server.asked())
        .containsExactly(
            "GET /keys?include_disabled=true",
            "GET /keys?include_disabled=true&offset=2",
            "GET /keys?include_disabled=true&offset=3");
  }

  @Test
  void a_key_is_disabled_enabled_and_revoked_by_its_hash_alone() {
    server.says(200, "{\"data\":" + INFO + "}").says(200, "{\"data\":" + INFO + "}");
    server.says(200, "{\"deleted\":true}").says(404, "{}").says(200, "{\"deleted\":false}");
    vendor.disable(admin, ID);
    vendor.enable(admin, ID);
    assertThat(value(vendor.revoke(admin, ID))).isEqualTo(Revoked.NOW);
    assertThat(value(vendor.revoke(admin, ID))).isEqualTo(Revoked.BEFORE);
    assertThat(failure(vendor.revoke(admin, ID)).kind()).isEqualTo(Failure.Kind.UNCERTAIN);
    String path = "/keys/ab%2F..%2Fc";
    assertThat(server.asked())
        .startsWith(
            "PATCH " + path + " {\"disabled\":true}",
            "PATCH " + path + " {\"disabled\":false}",
            "DELETE " + path);
  }

  @Test
  void use_is_told_in_dollars_by_hash_or_by_the_key_itself() {
    server.says(200, "{\"data\":" + INFO + "}").says(200, "{\"data\":{\"usage\":1}}");
    Usage usage = value(vendor.usage(admin, ID));
    assertThat(usage.used()).isEqualTo(new Money(new BigDecimal("0.75"), "USD"));
    assertThat(usage.remaining()).isEqualTo(new Money(new BigDecimal("4.25"), "USD"));
    Usage own = value(vendor.usage(admin, new IssuedId(Map.of())));
    assertThat(own.limit()).isNull();
    assertThat(server.asked().getLast()).isEqualTo("GET /key");
  }

  @Test
  void D7_the_list_tells_what_each_key_used() {
    server.says(200, "{\"data\":[" + INFO + ",{\"hash\":\"h2\",\"usage\":2,\"disabled\":true}]}");
    server.says(200, "{\"data\":[]}");
    Map<IssuedId, Usage> all = value(vendor.usages(admin));
    assertThat(all).hasSize(2);
    Usage first = all.get(new IssuedId(Map.of("hash", "h1")));
    assertThat(first)
        .isEqualTo(new Usage(dollars("0.75"), dollars("5"), dollars("4.25"), "", "key", true));
    assertThat(all.get(new IssuedId(Map.of("hash", "h2"))))
        .isEqualTo(new Usage(dollars("2"), null, null, "", "key", false));
    assertThat(server.asked()).hasSize(2);
  }

  private static Money dollars(String amount) {
    return new Money(new BigDecimal(amount), "USD");
  }

  @Test
  void the_id_of_a_key_is_the_hash_of_its_text() {
    try (Secret key = StubServer.key("abc")) {
      assertThat(Ids.hash(key))
          .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
  }
}
