package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.bus.FakeBus.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A login manager in one with its bus, which says what a test wants as soon as it was listed. */
@Timeout(60)
class LoginWatchTests {
  private static final String OWN = "/org/freedesktop/login1/session/_31";
  private static final String OTHER = "/org/freedesktop/login1/session/_32";
  private static final String STRANGER = "/org/freedesktop/login1/session/_33";
  private static final String MANAGER = "org.freedesktop.login1.Manager";

  /** After this one the watch has heard all that was said before. */
  private static final byte[] SLEEP = manager("PrepareForSleep", "b", to -> to.bool(true));

  private final Path folder;
  private final int uid;

  LoginWatchTests(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.uid = (int) Files.getAttribute(folder, "unix:uid");
  }

  private static byte[] manager(String member, String types, Consumer<BusWriter> body) {
    return FakeBus.signal("/org/freedesktop/login1", MANAGER, member, types, body);
  }

  private static byte[] removed(String session) {
    return manager("SessionRemoved", "so", to -> to.string("1").string(session));
  }

  private static byte[] lock(String session) {
    return FakeBus.signal(session, "org.freedesktop.login1.Session", "Lock", "", to -> {});
  }

  private static void session(BusWriter to, int uid, String path) {
    to.align(8).string("1").u32(uid).string("person").string("seat0").string(path);
  }

  private Service service() {
    return new Service()
        .answer("GetNameOwner", "s", to -> to.string(":1.0"))
        .answer("GetSessionByPID", "o", to -> to.string(OWN))
        .answer(
            "ListSessions",
            "a(susso)",
            to ->
                to.array(
                    8,
                    all -> {
                      session(all, uid, OWN);
                      session(all, uid, OTHER);
                      session(all, uid + 7, STRANGER);
                    }));
  }

  /** Says these things and returns how many of them it took until the watch told that we left. */
  private long heard(Service service, byte[]... signals) throws Exception {
    BusWriter all = new BusWriter();
    List.of(signals).forEach(all::raw);
    service.signal("GetSessionByPID", all.toBytes());
    CountDownLatch left = new CountDownLatch(1);
    Path place = Files.createTempDirectory(folder, "bus");
    try (FakeBus bus = new FakeBus(place, service);
        LoginWatch _ = watch(bus.socket(), left)) {
      left.await();
    }
    return service.calls.stream().filter(call -> call.equals("GetNameOwner")).count();
  }

  private LoginWatch watch(Path socket, CountDownLatch left) {
    Map<String, String> variables = Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + socket);
    return LoginWatch.start(variables, uid, 77, Duration.ofMillis(20), left::countDown);
  }

  @Test
  void sleep_the_end_of_the_own_session_and_its_lock_are_heard() throws Exception {
    assertThat(heard(service(), SLEEP, SLEEP)).isEqualTo(1);
    assertThat(heard(service(), removed(OWN), SLEEP)).isEqualTo(1);
    assertThat(heard(service(), lock(OWN), SLEEP)).isEqualTo(1);
  }

  @Test
  void waking_up_and_sessions_of_others_are_not_meant() throws Exception {
    byte[] awake = manager("PrepareForSleep", "b", to -> to.bool(false));
    byte[] other = manager("PrepareForShutdown", "b", to -> to.bool(true));
    assertThat(
            heard(
                service(),
                awake,
                other,
                removed(STRANGER),
                removed(OTHER),
                lock(STRANGER),
                lock(OTHER),
                SLEEP))
        .isEqualTo(7);
  }

  @Test
  void nobody_but_the_login_manager_is_believed() throws Exception {
    String text = new String(SLEEP, ISO_8859_1).replace(":1.0", ":1.6");
    assertThat(heard(service(), text.getBytes(ISO_8859_1), SLEEP)).isEqualTo(2);
  }

  @Test
  void a_process_outside_of_sessions_leaves_with_the_last_one_or_with_any_lock() throws Exception {
    Service manager = service();
    manager.errors.put("GetSessionByPID", "org.freedesktop.login1.NoSessionForPID");
    assertThat(heard(manager, removed(OWN), removed(STRANGER), removed(OTHER), SLEEP)).isEqualTo(3);
    manager.calls.clear();
    assertThat(heard(manager, lock(STRANGER), lock(OTHER), SLEEP)).isEqualTo(2);
  }

  @Test
  void a_session_that_begins_later_counts_too() throws Exception {
    byte[] fresh = manager("SessionNew", "so", to -> to.string("1").string(OTHER));
    Service manager = service();
    manager.errors.put("GetSessionByPID", "org.freedesktop.login1.NoSessionForPID");
    assertThat(heard(manager, removed(OWN), fresh, removed(OWN), removed(OTHER), SLEEP))
        .isEqualTo(4);
    assertThat(manager.calls).containsSubsequence("ListSessions", "ListSessions");
  }

  @Test
  void a_bus_that_was_lost_is_listened_to_again() throws Exception {
    AtomicInteger times = new AtomicInteger();
    Service manager = service().signal("GetSessionByPID", SLEEP);
    CountDownLatch left = new CountDownLatch(1);
    FakeBus.Script moody =
        (in, out) -> {
          if (times.incrementAndGet() > 2) {
            manager.serve(in, out);
          }
        };
    try (FakeBus bus = new FakeBus(folder, moody);
        LoginWatch _ = watch(bus.socket(), left)) {
      left.await();
    }
    assertThat(times).hasValue(3);
  }

  @Test
  void without_a_bus_nothing_happens() {
    CountDownLatch left = new CountDownLatch(1);
    watch(folder.resolve("none"), left).close();
    LoginWatch.start(
            Map.of("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=x"),
            uid,
            77,
            Duration.ofDays(1),
            left::countDown)
        .close();
    assertThat(left.getCount()).isEqualTo(1);
  }
}
