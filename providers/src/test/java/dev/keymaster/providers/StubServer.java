package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.Proxies;
import dev.keymaster.web.Trust;
import dev.keymaster.web.WebClient;
import dev.keymaster.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Answers requests with what it was told, one after the other, and remembers them. */
final class StubServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  /** What it says next. */
  private record Line(int status, String body, String header) {}

  private final HttpServer server;
  private final Queue<Line> script = new ArrayDeque<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  StubServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  StubServer says(int status, String body) {
    return says(status, body, "");
  }

  /** The header is {@code name: value}. */
  StubServer says(int status, String body, String header) {
    script.add(new Line(status, body, header));
    return this;
  }

  /** Requests: method, target and body. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** Returns the client of a service that asks here, with the credential it came with removed. */
  Vendor vendor(String service) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    return vendor(service, address, Duration.ofSeconds(20));
  }

  /**
   * Returns the client of a service that asks at that address and never waits before it repeats.
   */
  static Vendor vendor(String service, String address, Duration limit) {
    Pauses pauses = new Pauses(() -> NOW, pause -> {}, RandomGenerator.of("Random"));
    WebSettings settings =
        new WebSettings(
            limit, limit, Duration.ofSeconds(30), 3, 1 << 20, Trust.system(), Proxies.NONE);
    return new Vendors(Catalogue.builtin(), name -> "", new WebClient(settings, pauses), () -> NOW)
        .reach(new ServiceName(service), address)
        .vendor();
  }

  static Secret key(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(body.isEmpty() ? target : target + " " + body);
    Line line = script.poll();
    if (line == null) {
      exchange.close();
      return;
    }
    if (!line.header().isEmpty()) {
      int colon = line.header().indexOf(": ");
      exchange
          .getResponseHeaders()
          .add(line.header().substring(0, colon), line.header().substring(colon + 2));
    }
    byte[] bytes = line.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(line.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
