package dev.keymaster.agent;

import dev.keymaster.crypto.HeapSweep;
import dev.keymaster.model.Caller;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.AgentStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The resident process: holds one vault open and answers on one socket until it is told to lock,
 * nobody asked for a while, its time is over or the machine slept. It never asks for anything: the
 * secrets of slots are sent to it. Locking is the end of the process, since nothing else empties a
 * JVM.
 */
public final class Agent {
  private static final int TICK_MILLISECONDS = 10_000;
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  /** Port: describes a process for policy and records. */
  @FunctionalInterface
  public interface Naming {
    /** Describes the process with that number, which has connected just now. */
    Caller caller(long uid, long pid);
  }

  private final LocalEngine engine;
  private final Naming naming;
  private final AgentSettings settings;
  private final Router router;
  private final List<Route> routes;
  private final Life life;
  private final Sweeping sweeping = new Sweeping(System::nanoTime, Agent::tidy);
  private final Instant started = Instant.now();
  private final Peers peers = new Peers(LAST_WORDS);
  private final CountDownLatch served = new CountDownLatch(1);
  private final CountDownLatch exit = new CountDownLatch(1);
  private volatile IntConsumer counted = status -> {};
  private volatile @Nullable String warning;
  private volatile boolean ending;
  private volatile boolean opened;
  private volatile boolean succeeded;
  private Successor successor = Successor.NONE;
  private @Nullable Listener listener;
  private @Nullable FileChannel lock;

  /**
   * Makes an agent; touches nothing yet.
   *
   * @param engine without sources; belongs to the agent
   * @param naming describes the process that the kernel named
   * @param more routes beside those of the engine
   */
  public Agent(LocalEngine engine, AgentSettings settings, Naming naming, List<Route> more) {
    this(engine, settings, naming, more, Life.start(settings.idle(), settings.lifetime()));
  }

  Agent(LocalEngine engine, AgentSettings settings, Naming naming, List<Route> more, Life life) {
    this.engine = engine;
    this.naming = naming;
    this.settings = settings;
    this.life = life;
    List<Route> all = new ArrayList<>(own());
    all.addAll(EngineRoutes.all());
    all.addAll(LifecycleRoutes.all());
    all.addAll(EmergencyRoutes.all());
    all.addAll(ProfileRoutes.all());
    all.addAll(InventoryRoutes.all());
    all.addAll(AccessRoutes.all());
    all.add(QuestionRoute.route());
    all.addAll(VaultRoutes.all());
    all.addAll(LogRoutes.all());
    all.addAll(more);
    this.routes = List.copyOf(all);
    this.router = new Router(routes);
  }

  private static void tidy() {
    HeapSweep.run();
    Libc.trim();
  }

  private List<Route> own() {
    return List.of(
        new Route(
            "GET",
            "/v1/status",
            Set.of(),
            "",
            HttpResponse.JSON,
            200,
            false,
            exchange -> HttpResponse.json(status().json())),
        new Route("POST", "/v1/hand-over", Set.of(), "", "", 202, false, exchange -> handOver()),
        new Route("POST", "/v1/lock", Set.of(), "", "", 202, false, exchange -> lock()));
  }

  /** Has the status of every answer from now on counted. */
  public void count(IntConsumer answered) {
    counted = answered;
  }

  /** Has its status warn of something that a person should know. */
  public void warn(String text) {
    warning = text;
  }

  /** From now on clients of another program can have the installed one take this one's place. */
  public Agent succeededBy(Successor next) {
    successor = next;
    return this;
  }

  /** Returns what it answers, all of it. */
  public List<Route> routes() {
    return routes;
  }

  /** Leaves the terminal's session, so that nothing that happens there ends the process. */
  public static void leaveSession() {
    Libc.setsid();
  }

  /** Lets go of the standard streams, so that nobody waits for their end. */
  public static void leaveStreams() {
    Libc.leaveStreams();
  }

  /**
   * Serves until it is over.
   *
   * @param ready runs once connections are taken
   * @throws KeymasterException CONFLICT if another agent serves there; FAILURE if the socket cannot
   *     be made
   */
  public void serve(Runnable ready) {
    try {
      lock = onlyOne();
      listen(ready);
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "the agent's socket could not be made: " + e.getMessage(), "", e);
    } finally {
      release();
      farewell();
    }
  }

  private void listen(Runnable ready) throws IOException {
    try (Listener here = Listener.at(settings.socket())) {
      listener = here;
      ready.run();
      while (!over(here)) {
        sweeping.whenDue();
        int descriptor = here.accept(sweeping.patience(TICK_MILLISECONDS));
        if (descriptor >= 0) {
          welcome(descriptor);
        } else if (closed()) {
          break;
        }
      }
      here.hide();
      welcomeAll(here);
    }
  }

  /** Those that have connected already are answered too. */
  private void welcomeAll(Listener here) {
    int descriptor = here.accept(0);
    while (descriptor >= 0) {
      welcome(descriptor);
      descriptor = here.accept(0);
    }
  }

  private FileChannel onlyOne() throws IOException {
    return SocketFolder.prepare(settings.runtime(), settings.socket(), Libc.uid())
        .lock()
        .orElseThrow(() ->
            new KeymasterException(
                Code.CONFLICT, "another agent serves here", "keymaster agent status"));
  }

  private boolean over(Listener here) {
    return ending || succeeded || life.over() || !here.found();
  }

  /** The vault is not the one any more that was opened. */
  private boolean closed() {
    boolean open = engine.unlockedAt().isPresent();
    opened |= open;
    return opened && (!open || engine.stale());
  }

  private void welcome(int descriptor) {
    peers.welcome(new Connection(descriptor, this));
  }

  /** Lets requests that are being answered finish and ends. */
  private void farewell() {
    ending = true;
    peers.farewell(succeeded);
    engine.close();
    served.countDown();
  }

  /** Ends it from another thread, and waits until it has ended. */
  public void end() {
    leave();
    try {
      boolean done = served.await(LAST_WORDS.toMillis() * 2, TimeUnit.MILLISECONDS);
      if (!done) {
        engine.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Has the installed program take this one's place. It gets what is open on its own pipe, never by
   * the socket; this one answers what is still asked of it and ends.
   */
  private synchronized HttpResponse handOver() {
    String installed = successor.build();
    if (succeeded || installed.isEmpty() || installed.equals(settings.build())) {
      throw new KeymasterException(Code.CONFLICT, "no other program is installed here", "");
    }
    byte[] open = HandOver.of(engine, started.plus(settings.lifetime()));
    try {
      release();
      succeeded = successor.start(open);
      if (!succeeded) {
        lock = onlyOne();
        throw new KeymasterException(Code.FAILURE, "the installed program did not start", "");
      }
      wake();
      return HttpResponse.empty(202);
    } catch (IOException e) {
      throw new KeymasterException(Code.FAILURE, "the agent's lock was lost", "", e);
    } finally {
      Arrays.fill(open, (byte) 0);
    }
  }

  /** Lets another agent serve here. */
  private void release() {
    FileChannel held = lock;
    try {
      if (held != null) {
        held.close();
      }
    } catch (IOException e) {
      // the end of the process does it
    }
  }

  /** Ends what waits for the end of the process, where that goes on. */
  void hangUp() {
    exit.countDown();
    peers.hangUp();
  }

  private HttpResponse lock() {
    leave();
    return HttpResponse.empty(202);
  }

  private void leave() {
    ending = true;
    wake();
  }

  private void wake() {
    Listener here = listener;
    if (here != null) {
      here.wake();
    }
  }

  boolean ending() {
    return ending;
  }

  boolean succeeded() {
    return succeeded;
  }

  /** Whether the next request belongs to another process, be it this one's end or not. */
  boolean last() {
    return ending || succeeded;
  }

  LocalEngine engine(PeerCredentials peer) {
    return engine.as(naming.caller(peer.uid(), peer.pid()));
  }

  /**
   * Returns when the process ends, or was to end: until then its connection tells that it lives.
   */
  void awaitExit() {
    try {
      exit.await(LAST_WORDS.toMillis() * 4, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void gone(Connection connection) {
    peers.gone(connection);
  }

  /** Says that something beside the requests has used keys: the heap is swept soon. */
  public void keysUsed() {
    sweeping.used();
  }

  /** Answers a request; none once its time is over. */
  HttpResponse answer(HttpRequest request, LocalEngine asked) {
    if ((ending && !succeeded) || life.over()) {
      leave();
      return signed(locked());
    }
    Optional<Router.Found> found = router.find(request);
    found.filter(match -> match.route().counts()).ifPresent(match -> life.used());
    HttpResponse response = router.answer(found, request, asked);
    counted.accept(response.status());
    sweeping.used();
    if (response.status() == 423 && closed()) {
      leave();
    }
    return signed(response);
  }

  private static HttpResponse locked() {
    return Router.failure(
            423,
            new KeymasterException(Code.LOCKED, "the agent has locked", "run the command again"))
        .with(AgentClient.ENDED, "true");
  }

  /** Puts the build on it, by which clients of a newer program notice. */
  HttpResponse signed(HttpResponse response) {
    return response.with(AgentClient.BUILD, settings.build());
  }

  private AgentStatus status() {
    return new AgentStatus(
        settings.build(),
        ProcessHandle.current().pid(),
        started,
        engine.unlockedAt().orElse(null),
        settings.idle().toSeconds(),
        started.plus(settings.lifetime()),
        peers.count(),
        settings.protection(),
        warning);
  }
}
