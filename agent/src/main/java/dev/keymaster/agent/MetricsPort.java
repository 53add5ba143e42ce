package dev.keymaster.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpReader;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.HttpWriter;
import dev.keymaster.net.MalformedMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Metrics on a port of this machine, for a Prometheus that cannot read a Unix socket: {@code GET
 * /metrics} and nothing else. Whoever has an account here can read it, so it tells counts only; a
 * page in a browser cannot, since the name it was called by has to be that of this machine.
 */
public final class MetricsPort implements AutoCloseable {
  private static final int PATIENCE_MILLISECONDS = 2_000;
  private static final int MOST = 8;
  private static final Set<String> OUR_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final ServerSocket socket;
  private final String type;
  private final Supplier<String> metrics;
  private final Semaphore room = new Semaphore(MOST);

  private MetricsPort(ServerSocket socket, String type, Supplier<String> metrics) {
    this.socket = socket;
    this.type = type;
    this.metrics = metrics;
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
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST);
      MetricsPort here = new MetricsPort(socket, type, metrics);
      Thread.ofPlatform().daemon().name("metrics").start(here::serve);
      return here;
    } catch (IOException e) {
      throw new KeymasterException(
          Code.CONFLICT,
          "the port for metrics, " + port + ", is taken: " + e.getMessage(),
          "keymaster config set agent.metrics_port PORT",
          e);
    }
  }

  /** Returns the port. */
  public int number() {
    return socket.getLocalPort();
  }

  InetAddress address() {
    return socket.getInetAddress();
  }

  private void serve() {
    while (!socket.isClosed()) {
      next().ifPresent(peer -> Thread.ofVirtual().start(() -> answer(peer)));
    }
  }

  /** Waits for a peer; none if it is gone already, if there are too many, or at the end. */
  private Optional<Socket> next() {
    try {
      Socket peer = socket.accept();
      if (room.tryAcquire()) {
        return Optional.of(peer);
      }
      peer.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void answer(Socket peer) {
    Thread limit = Thread.ofVirtual().start(() -> endLater(peer));
    try (peer;
        InputStream in = peer.getInputStream();
        OutputStream out = new BufferedOutputStream(peer.getOutputStream())) {
      peer.setSoTimeout(PATIENCE_MILLISECONDS);
      new HttpWriter(out).response(answer(new HttpReader(in, 0)), true);
      out.flush();
    } catch (IOException e) {
      return; // nobody left to answer
    } finally {
      limit.interrupt();
      room.release();
    }
  }

  /** However slowly it asks or reads, a peer has its place for so long only. */
  private static void endLater(Socket peer) {
    try (peer) {
      TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLISECONDS);
    } catch (IOException | InterruptedException e) {
      return; // it has ended already
    }
  }

  private HttpResponse answer(HttpReader in) throws IOException {
    try {
      HttpRequest request = in.request();
      if (request == null || !isOurs(request.fields().first("host").orElse(""))) {
        return HttpResponse.empty(403);
      }
      if (!request.path().equals("/metrics")) {
        return HttpResponse.empty(404);
      }
      return request.method().equals("GET")
          ? new HttpResponse(200, type, HttpFields.NONE, metrics.get().getBytes(UTF_8))
          : HttpResponse.empty(405);
    } catch (MalformedMessage e) {
      return HttpResponse.empty(e.status());
    }
  }

  private static boolean isOurs(String host) {
    return OUR_NAMES.contains(host.replaceFirst(":[0-9]{1,5}$", ""));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }
}
