package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;

/** A stand-in for an AI service: answers 200 to whoever has the key, 401 to everybody else. */
final class TourService implements AutoCloseable {
  private final HttpServer server;
  private final byte[] expected;

  private TourService(HttpServer server, String key) {
    this.server = server;
    this.expected = ("Bearer " + key).getBytes(UTF_8);
  }

  /** Starts on a free port of the loopback address. */
  static TourService start(String key) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(anyPort, 0);
    TourService service = new TourService(server, key);
    server.createContext("/v1/models", service::answer);
    server.start();
    return service;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/models";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    boolean known = given != null && MessageDigest.isEqual(expected, given.getBytes(UTF_8));
    byte[] body = (known ? "{\"object\":\"list\"}" : "{\"error\":\"invalid key\"}").getBytes(UTF_8);
    exchange.sendResponseHeaders(known ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
