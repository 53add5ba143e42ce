package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.Proxies;
import dev.keymaster.web.Trust;
import dev.keymaster.web.WebClient;
import dev.keymaster.web.WebSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  private final ServerSocket server;
  private final Queue<Line> script = new ArrayDeque<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  StubServer() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
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
    return vendor(service, () -> NOW);
  }

  /** The same, whose clock is that one. */
  Vendor vendor(String service, InstantSource clock) {
    String address = "http://127.0.0.1:" + server.getLocalPort();
    return vendor(service, address, Duration.ofSeconds(20), clock);
  }

  /**
   * Returns the client of a service that asks at that address and never waits before it repeats.
   */
  static Vendor vendor(String service, String address, Duration limit) {
    return vendor(service, address, limit, () -> NOW);
  }

  /** The same, whose clock is that one. */
  static Vendor vendor(String service, String address, Duration limit, InstantSource clock) {
    Pauses pauses = new Pauses(clock, pause -> {}, RandomGenerator.of("Random"));
    WebSettings settings =
        new WebSettings(
            limit, limit, Duration.ofSeconds(30), 3, 1 << 20, Trust.system(), Proxies.NONE);
    return new Vendors(Catalogue.builtin(), name -> "", new WebClient(settings, pauses), clock)
        .reach(new ServiceName(service), address)
        .vendor();
  }

  static Secret key(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        answer(socket);
      } catch (IOException e) {
        // the client went away, or the test is over
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    String text = head.toString(UTF_8);
    int at = text.indexOf("content-length: ");
    int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
    String target = text.substring(0, text.indexOf(" HTTP/1.1"));
    asked.add(length == 0 ? target : target + " " + new String(in.readNBytes(length), UTF_8));
    Line line = script.poll();
    if (line == null) {
      return;
    }
    byte[] body = line.body().getBytes(UTF_8);
    String header = line.header().isEmpty() ? "" : line.header() + "\r\n";
    String start = "HTTP/1.1 " + line.status() + " x\r\n" + header;
    socket
        .getOutputStream()
        .write((start + "content-length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
    socket.getOutputStream().write(body);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
