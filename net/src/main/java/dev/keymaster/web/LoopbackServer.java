package dev.keymaster.web;

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
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request a connection on a port of this machine's loopback interface, to whoever calls
 * it by this machine's own name: a page of another site that had its name lead here (DNS rebinding)
 * is refused.
 */
public final class LoopbackServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST = 8;
  private static final Set<String> OUR_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final ServerSocket socket;
  private final Predicate<Socket> welcome;
  private final int bodyLimit;
  private final Duration patience;
  private final Function<HttpRequest, HttpResponse> answers;
  private final Semaphore room = new Semaphore(MOST);
  private final ReadWriteLock answering = new ReentrantReadWriteLock();

  private LoopbackServer(
      ServerSocket socket,
      Predicate<Socket> welcome,
      int bodyLimit,
      Duration patience,
      Function<HttpRequest, HttpResponse> answers) {
    this.socket = socket;
    this.welcome = welcome;
    this.bodyLimit = bodyLimit;
    this.patience = patience;
    this.answers = answers;
  }

  /**
   * Opens the port and serves until closed.
   *
   * @param port on the loopback interface; 0 for any that is free
   * @param welcome tells quickly which peers are answered; the others take no place
   * @param bodyLimit longest body that is taken, in bytes
   * @param answers called from several threads at a time; what it throws ends the connection
   * @throws IOException if another program has the port
   */
  public static LoopbackServer open(
      int port,
      Predicate<Socket> welcome,
      int bodyLimit,
      Function<HttpRequest, HttpResponse> answers)
      throws IOException {
    return open(port, welcome, bodyLimit, PATIENCE, answers);
  }

  /** As above, with how long a peer may take. */
  static LoopbackServer open(
      int port,
      Predicate<Socket> welcome,
      int bodyLimit,
      Duration patience,
      Function<HttpRequest, HttpResponse> answers)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    LoopbackServer here = new LoopbackServer(socket, welcome, bodyLimit, patience, answers);
    Thread.ofPlatform().daemon().name("loopback").start(here::serve);
    return here;
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
  }

  private void serve() {
    while (!socket.isClosed()) {
      next().ifPresent(peer -> Thread.ofVirtual().start(() -> serve(peer)));
    }
  }

  /** Waits for a peer; none if it is gone, not welcome, one too many, or at the end. */
  private Optional<Socket> next() {
    try {
      Socket peer = socket.accept();
      if (welcome.test(peer) && room.tryAcquire()) {
        return Optional.of(peer);
      }
      peer.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void serve(Socket peer) {
    Thread limit = Thread.ofVirtual().start(() -> endLater(peer));
    try (peer;
        InputStream in = peer.getInputStream();
        OutputStream out = new BufferedOutputStream(peer.getOutputStream())) {
      peer.setSoTimeout(Math.toIntExact(patience.toMillis()));
      answer(in, out);
    } catch (IOException e) {
      return; // nobody left to answer
    } finally {
      limit.interrupt();
      room.release();
    }
  }

  /** However slowly it asks or reads, a peer has its place for so long only. */
  private void endLater(Socket peer) {
    try (peer) {
      Thread.sleep(patience);
    } catch (IOException | InterruptedException e) {
      return; // it has ended already
    }
  }

  private void answer(InputStream in, OutputStream out) throws IOException {
    HttpRequest request;
    try {
      request = new HttpReader(in, bodyLimit).request();
    } catch (MalformedMessage e) {
      new HttpWriter(out).response(HttpResponse.empty(e.status()), true);
      return;
    }
    answering.readLock().lock();
    try {
      new HttpWriter(out).response(answer(request), true);
    } finally {
      answering.readLock().unlock();
    }
  }

  private HttpResponse answer(@Nullable HttpRequest request) {
    return request == null || !isOurs(request.fields().first("host").orElse(""))
        ? HttpResponse.empty(403)
        : answers.apply(request);
  }

  private static boolean isOurs(String host) {
    return OUR_NAMES.contains(host.replaceFirst(":[0-9]{1,5}$", ""));
  }

  /** Ends it; what is being answered is answered first. */
  @Override
  public void close() {
    try {
      socket.close();
      if (answering.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        answering.writeLock().unlock();
      }
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
