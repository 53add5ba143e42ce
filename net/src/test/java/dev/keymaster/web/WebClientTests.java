package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.model.WebAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WebClientTests {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final List<Duration> slept = new ArrayList<>();
  private final Pauses pauses = new Pauses(() -> NOW, slept::add, RandomGenerator.of("Random"));

  private WebClient client(Duration whole) {
    Duration connect = Duration.ofSeconds(20);
    Duration patience = Duration.ofSeconds(30);
    return new WebClient(
        new WebSettings(connect, whole, patience, 3, 1000, Trust.system(), Proxies.NONE), pauses);
  }

  private WebClient client() {
    return client(Duration.ofSeconds(20));
  }

  private static WebRequest request(String method, ScriptedServer server) {
    return request(method, server.port());
  }

  private static WebRequest request(String method, int port) {
    WebAddress address = WebAddress.parse("http://127.0.0.1:" + port + "/v1/");
    return WebRequest.of(method, Peer.at(address), "/keys?limit=1");
  }

  private static int status(WebOutcome outcome) {
    return outcome instanceof WebOutcome.Answered answered ? answered.response().status() : 0;
  }

  @Test
  void a_request_has_the_credential_in_its_field_and_the_body_as_it_is() throws IOException {
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.ok("{}"));
        Secret key = Secret.copyOf("sk-canary-0123".getBytes(UTF_8))) {
      WebRequest request =
          request("POST", server)
              .with("Accept", "application/json")
              .as(new Credential("authorization", "Bearer ", key))
              .carrying("application/json", "{\"a\":1}".getBytes(UTF_8));
      assertThat(status(client().send(request))).isEqualTo(200);
      assertThat(server.requests().getFirst())
          .isEqualTo(
              "POST /v1/keys?limit=1 HTTP/1.1\r\nhost: 127.0.0.1:"
                  + server.port()
                  + "\r\nuser-agent: keymaster\r\nconnection: close\r\naccept: application/json\r\n"
                  + "content-type: application/json\r\ncontent-length: 7\r\n"
                  + "authorization: Bearer sk-canary-0123\r\n\r\n{\"a\":1}");
    }
  }

  @Test
  void a_key_that_would_end_its_field_is_not_sent() throws IOException {
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.ok("{}"));
        Secret key = Secret.copyOf("a\r\nx: y".getBytes(UTF_8))) {
      WebRequest request = request("GET", server).as(new Credential("x-key", "", key));
      assertThat(client().send(request)).isInstanceOf(WebOutcome.Unsent.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void what_only_reads_is_asked_again_with_growing_pauses() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.plain(
            ScriptedServer.END, ScriptedServer.status(503), ScriptedServer.ok("{}"))) {
      assertThat(status(client().send(request("GET", server)))).isEqualTo(200);
      assertThat(slept).hasSize(2);
      assertThat(slept.getFirst()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
      assertThat(slept.getLast()).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
    }
  }

  @Test
  void what_changes_something_is_sent_once_unless_it_is_known_to_be_harmless() throws IOException {
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.END, ScriptedServer.ok(""))) {
      assertThat(client().send(request("POST", server))).isInstanceOf(WebOutcome.Unanswered.class);
      assertThat(server.requests()).hasSize(1);
    }
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.END, ScriptedServer.ok(""))) {
      assertThat(status(client().send(request("DELETE", server).again()))).isEqualTo(200);
    }
  }

  @Test
  void a_busy_server_says_when_to_come_back() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.plain(
            ScriptedServer.status(429, "Retry-After: 7\r\n"),
            ScriptedServer.status(503, "Retry-After: Fri, 02 Jan 2026 03:04:09 GMT\r\n"),
            ScriptedServer.ok("{}"))) {
      assertThat(status(client().send(request("GET", server)))).isEqualTo(200);
      assertThat(slept).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(4));
    }
  }

  @Test
  void S92_an_endless_retry_after_is_reported_at_once() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.plain(ScriptedServer.status(429, "Retry-After: 999999999999\r\n"))) {
      assertThat(status(client().send(request("GET", server)))).isEqualTo(429);
      assertThat(slept).isEmpty();
    }
  }

  @Test
  void an_answer_without_hope_is_not_asked_for_again() throws IOException {
    try (ScriptedServer server = ScriptedServer.plain(ScriptedServer.status(429))) {
      assertThat(status(client().send(request("GET", server), answer -> true))).isEqualTo(429);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void a_redirect_is_an_answer_and_the_key_goes_nowhere_else() throws IOException {
    try (ScriptedServer other = ScriptedServer.plain(ScriptedServer.ok("{}"));
        ScriptedServer server =
            ScriptedServer.plain(
                ScriptedServer.status(
                    302, "location: http://127.0.0.1:" + other.port() + "/\r\n"));
        Secret key = Secret.copyOf("sk-canary-0123".getBytes(UTF_8))) {
      WebRequest request =
          request("GET", server).as(new Credential("authorization", "Bearer ", key));
      assertThat(status(client().send(request))).isEqualTo(302);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void a_server_that_never_answers_is_given_up() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.plain(
            ScriptedServer.SILENCE, ScriptedServer.SILENCE, ScriptedServer.SILENCE)) {
      WebOutcome outcome = client(Duration.ofMillis(50)).send(request("GET", server));
      assertThat(outcome).isEqualTo(new WebOutcome.Unanswered("127.0.0.1 did not answer in 50 ms"));
      assertThat(slept).hasSize(2);
    }
  }

  @Test
  void nobody_there_means_that_nothing_was_sent() throws IOException {
    // bound and not listening: refused for certain, and nobody else can have the port meanwhile
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = deaf.getLocalPort();
      assertThat(client().send(request("POST", port)))
          .isEqualTo(new WebOutcome.Unsent("no connection to 127.0.0.1 port " + port));
    }
  }
}
