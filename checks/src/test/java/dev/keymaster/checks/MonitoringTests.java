package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.keymaster.metrics.Commits;
import dev.keymaster.metrics.Requests;
import dev.keymaster.metrics.Scrape;
import dev.keymaster.metrics.VaultView;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeySummary;
import dev.keymaster.standin.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F12: a real Prometheus reads the metrics, the alert rules and what the dashboard asks. */
final class MonitoringTests {
  private static final Path FILES = House.ROOT.resolve("monitoring");
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir Path folder;
  private final List<Event> log = new ArrayList<>();
  private final Commits commits = new Commits();
  private final Requests requests = new Requests();
  private final Scrape scrape =
      new Scrape("0.1.0", new Log(), commits, requests, InstantSource.system());
  private HttpServer server = newServer();

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void serve() {
    scrape.text();
    for (EventKind kind : List.of(EventKind.REVEAL, EventKind.DELIVER, EventKind.DENIED)) {
      Caller caller = new Caller(1, 2, "tests");
      log.add(new Event(log.size(), Instant.now(), kind, caller, "km://prod/x#1", ""));
    }
    commits.took(3_000_000);
    requests.answered(200);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] text = scrape.text().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", Scrape.TYPE);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String said(Path input, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectInput(input.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void F12_metrics_are_named_and_written_as_prometheus_wants() throws Exception {
    Path text = Files.writeString(folder.resolve("metrics"), scrape.text());
    said(text, "promtool", "check", "metrics");
  }

  @Test
  void F12_alert_rules_are_understood() throws Exception {
    String said =
        said(
            FILES.resolve("alerts.yml"),
            "promtool",
            "check",
            "rules",
            FILES.resolve("alerts.yml").toString());
    assertThat(said).contains("SUCCESS");
  }

  @Test
  void F12_a_real_prometheus_reads_metrics_rules_and_the_dashboard_s_questions() throws Exception {
    try (Prometheus prometheus = new Prometheus(folder, server.getAddress().getPort())) {
      prometheus.awaitSample("keymaster_build_info");
      assertThat(prometheus.ask("keymaster_releases_total{way=\"reveal\"}"))
          .contains("\"environment\":\"prod\"");
      assertThat(prometheus.ask("keymaster_commit_seconds_count")).contains("keymaster");
      String rules = prometheus.awaitRules();
      assertThat(rules).contains("KeymasterUnlockFailures").doesNotContain("\"health\":\"err\"");
      List<String> questions = questions();
      assertThat(questions).hasSizeGreaterThan(10);
      for (String question : questions) {
        assertThat(prometheus.ask(question)).as(question).contains("\"status\":\"success\"");
      }
    }
  }

  @Test
  void F12_the_real_agent_tells_its_metrics_on_its_socket_and_its_port() throws Exception {
    int port = FreePort.any();
    try (SecludedAgent agent = new SecludedAgent(folder)) {
      agent.run("config", "set", "agent.metrics_port", "" + port).succeeds();
      agent.unlocked();
      String socket = agent.socket().toString();
      String[] curl = {"curl", "-sS", "--unix-socket", socket, "http://localhost/metrics"};
      assertThat(agent.attack(curl).succeeds().text())
          .contains("keymaster_unlocked 1\n", "keymaster_keys{status=\"active\"} 1\n");
      agent.run("get", "openai").succeeds();
      assertThat(agent.attack(curl).succeeds().text())
          .contains("keymaster_releases_total{environment=\"dev\",way=\"reveal\"} 1\n")
          .doesNotContain("openai", "canary");
      try (Prometheus prometheus = new Prometheus(folder, port)) {
        prometheus.awaitSample("keymaster_unlocked");
        assertThat(prometheus.ask("keymaster_commit_seconds_count")).contains("keymaster");
      }
    }
  }

  @Test
  void F12_an_agent_whose_port_another_program_has_serves_and_warns() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SecludedAgent agent = new SecludedAgent(folder)) {
      agent.run("config", "set", "agent.metrics_port", "" + taken.getLocalPort()).succeeds();
      agent.unlocked();
      assertThat(agent.run("agent", "status").succeeds().text())
          .contains("warning", "the port for metrics, " + taken.getLocalPort() + ", is taken");
    }
  }

  private static List<String> questions() throws IOException {
    Matcher found = EXPRESSION.matcher(Files.readString(FILES.resolve("grafana-dashboard.json")));
    List<String> questions = new ArrayList<>();
    while (found.find()) {
      questions.add(found.group(1).replace("\\\"", "\"").replace("$__rate_interval", "5m"));
    }
    return questions;
  }

  /** The events of this test. */
  private final class Log implements VaultView {
    @Override
    public Optional<Instant> unlockedAt() {
      return Optional.of(Instant.EPOCH);
    }

    @Override
    public List<KeySummary> keys() {
      return List.of();
    }

    @Override
    public List<Event> newest(int limit) {
      return log.subList(Math.max(0, log.size() - limit), log.size());
    }
  }

  /** The real program, on a port and in a folder of its own. */
  private static final class Prometheus implements AutoCloseable {
    private static final int PATIENCE = 600;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    Prometheus(Path folder, int target) throws IOException {
      this.port = FreePort.any();
      Path config =
          Files.writeString(
              folder.resolve("prometheus.yml"),
              """
              global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
              rule_files: [ "%s" ]
              scrape_configs:
                - job_name: keymaster
                  static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
              """
                  .formatted(FILES.resolve("alerts.yml"), target));
      this.process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
    }

    String ask(String question) throws Exception {
      return get("/api/v1/query?query=" + URLEncoder.encode(question, UTF_8));
    }

    private String get(String path) throws Exception {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }

    void awaitSample(String metric) throws Exception {
      await("/api/v1/query?query=" + metric, "\"value\":");
    }

    String awaitRules() throws Exception {
      return await("/api/v1/rules", "\"health\":\"ok\"");
    }

    private String await(String path, String wanted) throws Exception {
      String last = "";
      for (int i = 0; i < PATIENCE && process.isAlive(); i++) {
        try {
          last = get(path);
          if (last.contains(wanted)) {
            return last;
          }
        } catch (IOException e) {
          last = String.valueOf(e.getMessage()); // it is starting
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      throw new AssertionError("prometheus never said " + wanted + ": " + last);
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
