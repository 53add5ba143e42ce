package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.providers.Failure.Kind;
import dev.keymaster.standin.Entry;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import dev.keymaster.standin.Variant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google has beyond the contract: assertions, tokens, operations, and deleted keys. */
final class GoogleTests extends VendorStage {
  private static final String TOKEN = "POST /token";
  private static final String KEYS = "/v2/projects/{project}/locations/{location}/keys";
  private static final String TOLD = "{\"access_token\":\"ya29.canary\",\"expires_in\":3599}";
  private static final IssuedId ASKED = new IssuedId(Map.of("project", "12", "key", "mine"));

  GoogleTests() {
    super("google");
  }

  private List<String> asked(String path) {
    return standIn.journal().stream()
        .map(Entry::toString)
        .filter(line -> line.contains(path))
        .toList();
  }

  /** Logs in with the file of the stand-in's account, in which one text is another. */
  private Standing login(String text, String instead) {
    String file = text(admin);
    assertThat(file).contains(text);
    try (Secret other = Secret.copyOf(file.replace(text, instead).getBytes(UTF_8))) {
      return answer(vendor.verifyAdmin(other));
    }
  }

  private static void isInvalid(Standing standing, String words) {
    assertThat(standing)
        .isInstanceOfSatisfying(
            Standing.Invalid.class,
            invalid -> assertThat(invalid.reason()).contains(words).doesNotContain("MII"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/token",
        "https://oauth2.googleapis.com.evil.example/token",
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com@evil.example/token",
        ""
      })
  void a_planted_file_sends_no_assertion_anywhere(String address) {
    isInvalid(login("https://oauth2.googleapis.com/token", address), "token_uri");
    assertThat(standIn.journal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service_account|authorized_user|type",
        "keys@|keys|client_email",
        "\"standin-project\"|7|project_id",
        "\"private_key\"|\"privat_key\"|private_key",
        "BEGIN PRIVATE KEY-----\\u000a|BEGIN PRIVATE KEY-----\\u000aAAAA|RSA key",
        "\"googleapis.com\"|\"example.com\"|universe_domain",
        "{\"type\"|{\"type\":1,\"type\"|not JSON"
      })
  void a_file_is_read_strictly(String text, String instead, String words) {
    isInvalid(login(text, instead), words);
    assertThat(standIn.journal()).isEmpty();
  }

  @Test
  void a_key_that_google_does_not_know_is_invalid() {
    isInvalid(login("\"private_key_id\":\"", "\"private_key_id\":\"0"), "Invalid JWT Signature");
    isInvalid(login("\"keys@", "\"other@"), "account not found");
  }

  @Test
  void a_token_is_taken_for_one_call_and_not_kept() {
    answer(vendor.issued(admin));
    assertThat(asked("/token")).hasSize(1);
    answer(vendor.issued(admin));
    assertThat(asked("/token")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|invalid_grant|Invalid JWT Signature.|invalid",
        "400|invalid_grant|Invalid grant: account not found|invalid",
        "400|invalid_grant|Token must be in a reasonable timeframe|REFUSED",
        "400|invalid_scope|Invalid OAuth scope|NOT_ALLOWED",
        "401|invalid_client|The OAuth client was not found.|NOT_ALLOWED",
        "401|unauthorized_client|Client is unauthorized|NOT_ALLOWED",
        "401|disabled_client|The OAuth client was disabled.|NOT_ALLOWED",
        "403|access_denied|Requested client not authorized.|NOT_ALLOWED",
        "400|admin_policy_enforced|Restricted by an administrator|NOT_ALLOWED",
        "403|org_internal|Restricted to its organization|NOT_ALLOWED",
        "400|unsupported_grant_type|Invalid grant_type|REFUSED",
        "404|not_found|No such service|UNAVAILABLE",
        "429|rate_limited|Slow down|RATE_LIMITED",
        "500|internal_failure|Trouble|UNAVAILABLE"
      })
  void an_error_of_the_token_service_means(int status, String error, String words, String meaning)
      throws IOException {
    String body = "{\"error\":\"" + error + "\",\"error_description\":\"" + words + "\"}";
    try (StubServer server = new StubServer()) {
      for (int i = 0; i < 6; i++) {
        server.says(status, body);
      }
      Vendor google = server.vendor("google");
      Reply<Standing> reply = google.verifyAdmin(admin);
      String told =
          reply instanceof Reply.Failed<Standing>(Failure failure)
              ? failure.kind().name()
              : "invalid";
      assertThat(told).isEqualTo(meaning);
      IssuedId id = new IssuedId(Map.of("project", "1", "key", "a"));
      assertThat(failure(google.revoke(admin, id)).kind()).isNotEqualTo(Kind.NOT_FOUND);
      assertThat(server.asked()).allMatch(line -> line.startsWith("POST /token grant_type="));
    }
  }

  @Test
  void no_message_repeats_an_assertion_or_a_token() {
    for (String route : List.of(TOKEN, "GET " + KEYS)) {
      standIn.fail(route, 1, Fault.echo(400));
      Failure failure = failure(vendor.issued(admin));
      assertThat(failure.message()).contains("No: [key]");
    }
  }

  @Test
  void who_may_not_manage_keys_is_told_from_an_api_that_is_off() {
    standIn.vary(Variant.GOOGLE_API_OFF);
    Failure off = failure(vendor.verifyAdmin(admin));
    assertThat(off.kind()).isEqualTo(Kind.NOT_ALLOWED);
    assertThat(off.message()).contains("has not been used in this project");
  }

  @Test
  void an_account_without_the_permission_is_no_such_credential() {
    standIn.vary(Variant.GOOGLE_MAY_NOT);
    assertThat(answer(vendor.verifyAdmin(admin))).isInstanceOf(Standing.Invalid.class);
    assertThat(failure(vendor.issued(admin)).kind()).isEqualTo(Kind.NOT_ALLOWED);
  }

  @Test
  void a_key_is_made_bound_and_for_gemini_alone() {
    try (Secret value = answer(vendor.mint(admin, order("ci"))).value()) {
      assertThat(text(value)).startsWith("AQ.");
    }
    assertThat(asked("POST /v2")).hasSize(1);
    Entry order = standIn.journal().stream().filter(Entry::writes).findFirst().orElseThrow();
    assertThat(order.query().getOrDefault("keyId", List.of("")).getFirst())
        .matches("keymaster-[0-9a-f]{20}");
  }

  @Test
  void a_key_of_another_project_or_with_too_long_a_name_is_not_ordered() {
    Map<String, String> settings = new TreeMap<>(standIn.settings());
    MintOrder tooLong = order("x".repeat(64));
    assertThat(vendor.objection(tooLong)).contains("63 characters");
    assertThat(vendor.objection(order("x".repeat(63)))).isEmpty();
    settings.put("project", "another");
    MintOrder other = new MintOrder("ci", null, MintOrder.Reset.NEVER, null, settings);
    assertThat(failure(vendor.mint(admin, other)).message()).contains("standin-project");
    assertThat(failure(vendor.mint(admin, tooLong)).kind()).isEqualTo(Kind.REFUSED);
    assertThat(asked("POST /v2")).isEmpty();
  }

  @Test
  void an_operation_that_fails_made_nothing() {
    standIn.vary(Variant.GOOGLE_OPERATION_FAILS);
    Failure failure = failure(vendor.mint(admin, order("ci")));
    assertThat(failure.kind()).isEqualTo(Kind.NOT_ALLOWED);
    assertThat(failure.message()).contains("Binding is not allowed");
  }

  @Test
  void an_operation_is_not_asked_after_for_ever() {
    IssuedId first = firstId();
    standIn.vary(Variant.GOOGLE_NEVER_DONE);
    assertThat(failure(vendor.revoke(admin, first)).kind()).isEqualTo(Kind.UNCERTAIN);
    assertThat(asked("/v2/operations/")).hasSize(7);
    assertThat(answer(vendor.revoke(admin, first))).isEqualTo(Revoked.BEFORE);
  }

  @Test
  void a_key_that_is_there_before_its_operation_is_done_is_taken() {
    standIn.vary(Variant.GOOGLE_NEVER_DONE);
    try (Secret value = answer(vendor.mint(admin, order("slow"))).value()) {
      assertThat(standIn.accepts(value)).isTrue();
    }
    assertThat(standIn.names()).containsOnlyOnce("slow");
  }

  @Test
  void a_key_that_was_not_bound_is_not_handed_on() {
    standIn.vary(Variant.GOOGLE_BINDS_NOTHING);
    Failure failure = failure(vendor.mint(admin, order("loose")));
    assertThat(failure.kind()).isEqualTo(Kind.UNCERTAIN);
    assertThat(asked("/keyString")).isEmpty();
    assertThat(answer(vendor.issued(admin))).extracting(IssuedKey::name).contains("loose");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/{key}/keyString", "operations"})
  void a_key_whose_making_is_not_seen_through_is_uncertain(String where) {
    String route =
        where.equals("operations") ? "GET /v2/operations/{operation}" : "GET " + KEYS + where;
    standIn.fail(route, ALWAYS, Fault.status(403));
    standIn.fail("GET " + KEYS + "/{key}", ALWAYS, Fault.status(503));
    assertThat(failure(vendor.mint(admin, order("unseen"))).kind()).isEqualTo(Kind.UNCERTAIN);
    standIn.recover();
    assertThat(standIn.names()).containsOnlyOnce("unseen");
  }

  @Test
  void an_order_that_something_in_between_sends_twice_makes_one_key() {
    standIn.fail("POST " + KEYS, 1, Fault.status(409).afterDoing());
    try (Secret value = answer(vendor.mint(admin, order("twice"))).value()) {
      assertThat(standIn.accepts(value)).isTrue();
    }
    assertThat(standIn.names()).containsOnlyOnce("twice");
  }

  @Test
  void a_deleted_key_is_listed_as_disabled_until_it_is_gone() {
    IssuedId first = firstId();
    IssuedKey disabled = answer(vendor.disable(admin, first));
    assertThat(disabled.expires()).isEqualTo(StubServer.NOW.plus(Duration.ofDays(30)));
    assertThat(answer(vendor.issued(admin))).containsExactly(disabled);
    assertThat(answer(vendor.revoke(admin, first))).isEqualTo(Revoked.BEFORE);
    Failure twice = failure(vendor.disable(admin, first));
    assertThat(twice.kind()).isEqualTo(Kind.NOT_FOUND);
    answer(vendor.enable(admin, first));
    assertThat(failure(vendor.enable(admin, first)).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void what_is_no_operation_and_no_key_is_uncertain() {
    IssuedId first = firstId();
    standIn.fail(StandIn.WRITES, ALWAYS, Fault.strange());
    assertThat(failure(vendor.revoke(admin, first)).kind()).isEqualTo(Kind.UNCERTAIN);
    assertThat(failure(vendor.disable(admin, first)).kind()).isEqualTo(Kind.UNCERTAIN);
    assertThat(standIn.accepts(key)).isTrue();
  }

  /** An operation that is done, with a key of that name, bound as ordered. */
  private String done(String name, String more) {
    String bound = standIn.settings().getOrDefault("service-account", "");
    return """
    {"name":"operations/a","done":true,"response":
    {"name":"%s","displayName":"ci","serviceAccountEmail":"%s"%s}}\
    """
        .formatted(name, bound, more);
  }

  private static String named(String project, String key) {
    return "projects/" + project + "/locations/global/keys/" + key;
  }

  /** What a service that lies says to one request, after it gave a token. */
  private interface Lie {
    void told(Vendor google, StubServer server);
  }

  private static void lied(String answer, Lie lie) throws IOException {
    try (StubServer server = new StubServer()) {
      server.says(200, TOLD).says(200, answer);
      lie.told(server.vendor("google"), server);
    }
  }

  @Test
  void a_value_at_the_end_of_an_operation_is_a_secret_and_closed() throws IOException {
    String end = done(named("12", "mine"), ",\"keyString\":\"sk-canary-0\"");
    try (StubServer server = new StubServer();
        Secret token = StubServer.key("ya29.canary")) {
      server.says(200, "{\"name\":\"operations/a\"}").says(200, end).says(200, end);
      Api api = ((CatalogueVendor) server.vendor("google")).admin();
      for (int i = 0; i < 2; i++) { // at the first question, then at once
        Reply<Body> begun = api.ask(api.request("POST", "/v2/keys", new JsonWriter()), token);
        Body key = answer(new GoogleOperations(api).finished(begun, token));
        assertThat(key.at("keyString").value())
            .isInstanceOfSatisfying(
                Secret.class,
                value -> assertThatThrownBy(value::reveal).isInstanceOf(BugException.class));
      }
      assertThat(server.asked()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", ""})
  void a_made_key_that_is_another_than_ordered_is_not_read(String key) throws IOException {
    lied(
        done(named("12", key), ",\"keyString\":\"sk-canary-0\""),
        (google, server) -> {
          assertThat(failure(google.mint(admin, order("ci"))).kind()).isEqualTo(Kind.UNCERTAIN);
          assertThat(server.asked()).hasSize(2);
        });
  }

  @Test
  void a_key_that_is_found_under_the_id_of_an_order_has_to_have_it() throws IOException {
    try (StubServer server = new StubServer()) {
      String key = done(named("12", "other"), "").replaceFirst("(?s).*\"response\":", "");
      server.says(200, TOLD).says(409, "{}").says(200, key.substring(0, key.length() - 1));
      Vendor google = server.vendor("google");
      assertThat(failure(google.mint(admin, order("ci"))).message()).contains("that was ordered");
      assertThat(server.asked()).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"12, other, false", "13, mine, false", "12, mine, true", "by-id, mine, true"})
  void what_is_done_to_another_key_is_not_done_to_this_one(String project, String key, boolean done)
      throws IOException {
    String enabled = done(named(project, key), "");
    String deleted = done(named(project, key), ",\"deleteTime\":\"2026-01-31T12:00:00Z\"");
    lied(deleted, (google, _) -> isDone(google.revoke(admin, ASKED), done));
    lied(deleted, (google, _) -> isDone(google.disable(admin, ASKED), done));
    lied(enabled, (google, _) -> isDone(google.enable(admin, ASKED), done));
  }

  private void isDone(Reply<?> reply, boolean done) {
    if (done) {
      answer(reply);
    } else {
      assertThat(failure(reply).kind()).isEqualTo(Kind.UNCERTAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"31556889864403199", "-31557014167219200", "253402300800"})
  void a_time_that_no_calendar_has_breaks_nothing(String seconds) throws IOException {
    String times = ",\"createTime\":%s,\"deleteTime\":%s".formatted(seconds, seconds);
    String deleted = done(named("12", "mine"), times);
    lied(deleted, (google, _) -> isDone(google.revoke(admin, ASKED), true));
    lied(
        "{\"keys\":[" + deleted.replaceFirst("(?s).*\"response\":", "").replaceFirst("}$", "]}"),
        (google, _) -> {
          IssuedKey key = answer(google.issued(admin)).getFirst();
          assertThat(key.enabled()).isFalse();
          assertThat(key.created())
              .isBetween(
                  Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"));
          assertThat(key.expires()).isNotNull();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "5, NOT_FOUND",
    "7, NOT_ALLOWED",
    "3, REFUSED",
    "4294967299, UNCERTAIN",
    "18446744073709551619, UNCERTAIN",
    "-4294967293, UNCERTAIN",
    "17, UNCERTAIN",
    "1e30, UNCERTAIN"
  })
  void a_code_of_an_operation_counts_in_full(String code, Kind kind) throws IOException {
    lied(
        "{\"name\":\"operations/a\",\"done\":true,\"error\":{\"code\":" + code + "}}",
        (google, _) -> assertThat(failure(google.disable(admin, ASKED)).kind()).isEqualTo(kind));
  }
}
