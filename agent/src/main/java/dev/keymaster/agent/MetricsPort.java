package dev.keymaster.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.LoopbackServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * Metrics on a port of this machine, for a Prometheus that cannot read a Unix socket: {@code GET
 * /metrics} and nothing else. Whoever has an account here can read it, so it tells counts only.
 */
public final class MetricsPort implements AutoCloseable {
  private final LoopbackServer server;

  private MetricsPort(LoopbackServer server) {
    this.server = server;
  }

  /**
   * Opens the port and serves until closed.
   *
   * @param port on the loopback interface; 0 for any that is free
   * @param type media type of the text
   * @throws KeymasterException CONFLICT if another program has the port
   */
  public static MetricsPort open(int port, String type, Supplier<String> metrics) {
    try {
      return new MetricsPort(
          LoopbackServer.open(port, peer -> true, 0, request -> answer(request, type, metrics)));
    } catch (IOException e) {
      throw new KeymasterException(
          Code.CONFLICT,
          "the port for metrics, " + port + ", is taken: " + e.getMessage(),
          "keymaster config set agent.metrics_port PORT",
          e);
    }
  }

  private static HttpResponse answer(HttpRequest request, String type, Supplier<String> metrics) {
    if (!request.path().equals("/metrics")) {
      return HttpResponse.empty(404);
    }
    return request.method().equals("GET")
        ? new HttpResponse(200, type, HttpFields.NONE, metrics.get().getBytes(UTF_8))
        : HttpResponse.empty(405);
  }

  /** Returns the port. */
  public int number() {
    return server.address().getPort();
  }

  InetAddress address() {
    return server.address().getAddress();
  }

  @Override
  public void close() {
    server.close();
  }
}
