package dev.keymaster.agent;

import dev.keymaster.net.HttpReader;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.HttpWriter;
import dev.keymaster.net.MalformedMessage;
import dev.keymaster.service.LocalEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One peer, served by one thread until it goes, stalls, or sends what is no request. */
final class Connection implements Runnable {
  static final int LONGEST_BODY = 4 << 20;
  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(60);
  private static final Duration FOR_A_REQUEST = Duration.ofSeconds(10);
  private static final Duration FOR_A_STRANGER = Duration.ofSeconds(1);

  private static final long A_MOMENT = Duration.ofMillis(250).toNanos();

  private final int descriptor;
  private final Agent agent;
  private final long made = System.nanoTime();
  private volatile long lastUsed = made;
  private volatile boolean busy;
  private volatile boolean last;
  private volatile boolean answered;
  private @Nullable PeerSocket socket;
  private boolean aborted;

  Connection(int descriptor, Agent agent) {
    this.descriptor = descriptor;
    this.agent = agent;
  }

  boolean busy() {
    return busy;
  }

  /** Neither asking nor waiting for the end. */
  boolean idle() {
    return !busy && !last;
  }

  /** Connected a moment ago, so that its first request may be on the way. */
  boolean fresh() {
    return !answered && !busy && System.nanoTime() - made < A_MOMENT;
  }

  long lastUsed() {
    return lastUsed;
  }

  /** Ends it from another thread. */
  synchronized void abort() {
    aborted = true;
    if (socket != null) {
      socket.abort();
    }
  }

  private synchronized PeerSocket opened() {
    PeerSocket made = new PeerSocket(descriptor);
    socket = made;
    if (aborted) {
      made.abort();
    }
    return made;
  }

  @Override
  public void run() {
    try (PeerSocket peer = opened()) {
      serve(peer);
    } catch (IOException | OutOfMemoryError e) {
      // the peer went, was too slow or asked for too much: there is nobody to tell
    } finally {
      agent.gone(this);
    }
  }

  private void serve(PeerSocket peer) throws IOException {
    PeerCredentials credentials = PeerCredentials.of(descriptor);
    HttpWriter out = new HttpWriter(peer.out());
    if (credentials.uid() != Libc.uid()) {
      peer.awaitRequest(FOR_A_STRANGER); // who is answered before he asks sees a broken line
      out.response(HttpResponse.empty(403), true);
      return;
    }
    LocalEngine engine = agent.engine(credentials);
    HttpReader in = new HttpReader(peer.in(), LONGEST_BODY);
    boolean more = true;
    while (more) {
      if (!in.buffered()) {
        peer.awaitRequest(BETWEEN_REQUESTS);
      }
      peer.within(FOR_A_REQUEST);
      more = one(peer, in, out, engine);
      lastUsed = System.nanoTime();
    }
    if (agent.ending() && !agent.succeeded()) {
      agent.awaitExit();
    }
  }

  /** Reads and answers one request; false if it was the last one. */
  private boolean one(PeerSocket peer, HttpReader in, HttpWriter out, LocalEngine engine)
      throws IOException {
    HttpRequest request;
    try {
      request = in.request();
    } catch (MalformedMessage e) {
      out.response(agent.signed(Router.malformed(e)), true);
      return false;
    }
    if (request == null) {
      return false;
    }
    busy = true;
    try {
      return answered(peer, out, request, engine);
    } finally {
      busy = false;
      Arrays.fill(request.body(), (byte) 0);
    }
  }

  private boolean answered(PeerSocket peer, HttpWriter out, HttpRequest request, LocalEngine engine)
      throws IOException {
    HttpResponse response = agent.answer(request, engine);
    last = agent.last() || request.fields().says("connection", "close");
    peer.within(FOR_A_REQUEST);
    try {
      out.response(response, last);
      answered = true;
    } finally {
      Arrays.fill(response.body(), (byte) 0);
    }
    return !last;
  }
}
