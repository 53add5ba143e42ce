package dev.keymaster.standin;

import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpReader;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.HttpWriter;
import dev.keymaster.net.MalformedMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Accepts connections on the loopback address and reads requests from them, strictly. */
final class Server implements AutoCloseable {
  /** Answers requests. */
  interface Handler {
    /** Answers one; returns whether the connection goes on. */
    boolean handle(HttpRequest request, OutputStream out) throws IOException, InterruptedException;
  }

  private static final int BODY_LIMIT = 1 << 20;
  private static final int PATIENCE_MILLIS = 30_000;

  private final ServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Server(ServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  static Server start(Doors doors, int port, Handler handler) throws IOException {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Server server = new Server(doors.listen(here, port), handler);
    Thread.ofVirtual().name("stand-in").start(server::accept);
    return server;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        if (closed.getCount() == 0) {
          socket.close();
        }
        Thread.ofVirtual().name("stand-in connection").start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      HttpReader reader = new HttpReader(socket.getInputStream(), BODY_LIMIT);
      try {
        HttpRequest request = reader.requestToAnyTarget();
        while (request != null && handler.handle(request, out)) {
          request = reader.requestToAnyTarget();
        }
      } catch (MalformedMessage e) {
        HttpFields plain = HttpFields.NONE.with("x-stand-in", String.valueOf(e.getMessage()));
        new HttpWriter(out).response(new HttpResponse(e.status(), "", plain, new byte[0]), true);
      }
    } catch (IOException e) {
      // the client went away, or does not trust the certificate
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /** Returns when the server is closed. */
  void stall() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      // nothing is left to close
    }
  }
}
