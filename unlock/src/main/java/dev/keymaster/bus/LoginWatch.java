package dev.keymaster.bus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears from the login manager (org.freedesktop.login1, on the system bus) when nobody may be there
 * any more: the machine is about to sleep, the session of this process ends or is locked, or the
 * last session of this user ends. Where there is no such bus or manager it hears nothing, and says
 * nothing.
 */
public final class LoginWatch implements AutoCloseable {
  private static final String NAME = "org.freedesktop.login1";
  private static final String MANAGER = NAME + ".Manager";
  private static final String ROOT = "/org/freedesktop/login1";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Longer than any agent lives. */
  private static final Duration EVER = Duration.ofDays(365);

  private final Path socket;
  private final int uid;
  private final long pid;
  private final Duration pause;
  private final Runnable left;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> sessions = new ArrayList<>();
  private String own = "";

  private LoginWatch(Path socket, int uid, long pid, Duration pause, Runnable left) {
    this.socket = socket;
    this.uid = uid;
    this.pid = pid;
    this.pause = pause;
    this.left = left;
  }

  /**
   * Begins to listen in a thread of its own.
   *
   * @param uid whose sessions count
   * @param pid whose session counts most
   * @param pause before a lost bus is looked for again
   * @param left runs once, when nobody may be there any more
   */
  public static LoginWatch start(
      Map<String, String> environment, int uid, long pid, Duration pause, Runnable left) {
    Path socket =
        BusAddress.system(environment) instanceof BusAddress.Socket(Path path)
            ? path
            : Path.of("/nowhere");
    LoginWatch watch = new LoginWatch(socket, uid, pid, pause, left);
    if (!socket.equals(Path.of("/nowhere"))) {
      Thread.ofPlatform().daemon().name("login").start(watch::run);
    }
    return watch;
  }

  private void run() {
    try {
      do {
        if (heard()) {
          over.countDown();
          left.run();
        }
      } while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens until it hears that, true, or the bus is gone. */
  private boolean heard() {
    try (BusConnection bus = BusConnection.open(socket, uid, Deadline.in(LIMIT))) {
      bus.match("type='signal',sender='" + NAME + "'");
      look(bus);
      own = own(bus);
      while (over.getCount() > 0) {
        bus.until(Deadline.in(EVER));
        try (BusMessage signal = bus.signal()) {
          bus.until(Deadline.in(LIMIT));
          if (meant(bus, signal)) {
            return true;
          }
        }
      }
    } catch (IOException e) {
      // it is looked for again
    }
    return false;
  }

  /** Anybody can send a signal to us alone; only the manager's are believed. */
  private boolean meant(BusConnection bus, BusMessage signal) throws IOException {
    boolean known = signal.name().startsWith(NAME + ".");
    return known && signal.sender().equals(owner(bus)) && gone(bus, signal);
  }

  private boolean gone(BusConnection bus, BusMessage signal) throws IOException {
    if (signal.is(MANAGER + ".PrepareForSleep", "b")) {
      return signal.body().bool();
    }
    if (signal.is(MANAGER + ".SessionNew", "so")) {
      look(bus);
      return false;
    }
    if (signal.is(MANAGER + ".SessionRemoved", "so")) {
      signal.body().string();
      return removed(signal.body().path());
    }
    if (signal.is(NAME + ".Session.Lock", "")) {
      return own.isEmpty() ? sessions.contains(signal.path()) : own.equals(signal.path());
    }
    return false;
  }

  /** The session of this process ended, or the last one of this user. */
  private boolean removed(String session) {
    boolean ours = sessions.remove(session);
    return session.equals(own) || (ours && sessions.isEmpty());
  }

  private static String owner(BusConnection bus) throws IOException {
    try (BusMessage owner = bus.call(BusConnection.bus("GetNameOwner", NAME), "s")) {
      return owner.body().string();
    }
  }

  private void look(BusConnection bus) throws IOException {
    try (BusMessage all = bus.call(manager("ListSessions", "", to -> {}), "a(susso)")) {
      sessions.clear();
      BusReader in = all.body();
      int end = in.u32();
      in.align(8);
      end += in.position();
      while (in.position() < end) {
        in.align(8);
        in.string();
        boolean ours = in.u32() == uid;
        in.string();
        in.string();
        String path = in.path();
        if (ours) {
          sessions.add(path);
        }
      }
    }
  }

  /** A process that a service manager started is in no session. */
  private String own(BusConnection bus) throws IOException {
    BusCall call = manager("GetSessionByPID", "u", to -> to.u32((int) pid));
    try (BusMessage session = bus.call(call, "o")) {
      return session.body().path();
    } catch (BusError e) {
      return "";
    }
  }

  private static BusCall manager(
      String member, String signature, java.util.function.Consumer<BusWriter> body) {
    return new BusCall(NAME, ROOT, MANAGER, member, signature, body);
  }

  /** Ends it; a thread that listens still ends with the process. */
  @Override
  public void close() {
    over.countDown();
  }
}
