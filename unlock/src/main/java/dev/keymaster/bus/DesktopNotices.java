package dev.keymaster.bus;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Notifications of the desktop (freedesktop.org Desktop Notifications, 1.2), over the session bus.
 * Says nothing about keys by itself.
 */
public final class DesktopNotices {
  private static final String NAME = "org.freedesktop.Notifications";
  private static final String PATH = "/org/freedesktop/Notifications";
  private static final int CRITICAL = 2;
  private static final int OWN_TIME = -1;
  private static final int NEVER = 0;

  /** How often it is looked whether the answer is needed still. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Path socket;
  private final int uid;

  private DesktopNotices(Path socket, int uid) {
    this.socket = socket;
    this.uid = uid;
  }

  /** Finds the session bus of that user; empty if there is none that can be reached. */
  public static Optional<DesktopNotices> of(Map<String, String> environment, int uid) {
    return BusAddress.session(environment) instanceof BusAddress.Socket(Path path)
        ? Optional.of(new DesktopNotices(path, uid))
        : Optional.empty();
  }

  /**
   * Shows a notification.
   *
   * @param title one line
   * @param text no markup: it is escaped
   * @param limit how long that may take
   * @throws IOException if nobody shows notifications
   */
  public void show(String title, String text, Duration limit) throws IOException {
    try (BusConnection bus = BusConnection.open(socket, uid, Deadline.in(limit))) {
      bus.call(notify(title, text, Map.of(), OWN_TIME), "u").close();
    }
  }

  /**
   * A notification with buttons.
   *
   * @param title one line
   * @param text no markup: it is escaped
   * @param buttons what each is called, and what it says
   */
  public record Question(String title, String text, NavigableMap<String, String> buttons) {}

  /**
   * Shows a notification with buttons and waits until one is pressed.
   *
   * @param limit how long the desktop has to show it
   * @param patience how long the person has
   * @param over tells whether nobody needs the answer any more; called twice a second
   * @return which one was pressed; empty if it was closed, none in time, or nobody needs it
   * @throws IOException if nobody shows notifications with buttons
   */
  public Optional<String> ask(
      Question question, Duration limit, Duration patience, BooleanSupplier over)
      throws IOException {
    try (BusConnection bus = BusConnection.open(socket, uid, Deadline.in(limit))) {
      requireButtons(bus);
      bus.listen(PATH);
      BusCall notice = notify(question.title, question.text, question.buttons, NEVER);
      try (BusMessage shown = bus.call(notice, "u")) {
        int id = shown.body().u32();
        bus.until(Deadline.in(patience));
        boolean stands = true;
        try {
          Optional<String> said = pressed(bus, shown.sender(), id, over);
          stands = false; // it goes by itself when it is pressed or closed
          return said.filter(question.buttons::containsKey);
        } catch (InterruptedIOException e) {
          return Optional.empty();
        } finally {
          if (stands) {
            bus.until(Deadline.in(limit));
            bus.call(call("CloseNotification", "u", to -> to.u32(id)), "").close();
          }
        }
      }
    }
  }

  private static void requireButtons(BusConnection bus) throws IOException {
    try (BusMessage able = bus.call(call("GetCapabilities", "", to -> {}), "as")) {
      if (!able.body().strings().contains("actions")) {
        throw new IOException("the desktop shows no buttons");
      }
    }
  }

  /**
   * Whoever else is on the bus can send such a signal; that the sender is right the bus sees to.
   */
  private static Optional<String> pressed(
      BusConnection bus, String server, int id, BooleanSupplier over) throws IOException {
    while (true) {
      while (!bus.hears(LOOK)) {
        if (over.getAsBoolean()) {
          throw new InterruptedIOException("nobody needs the answer any more");
        }
      }
      try (BusMessage signal = bus.signal()) {
        boolean meant =
            signal.path().equals(PATH) && signal.sender().equals(server) && !server.isEmpty();
        if (meant && signal.is(NAME + ".ActionInvoked", "us") && signal.body().u32() == id) {
          return Optional.of(signal.body().string());
        }
        if (meant && signal.is(NAME + ".NotificationClosed", "uu") && signal.body().u32() == id) {
          return Optional.empty();
        }
      }
    }
  }

  private static BusCall notify(
      String title, String text, Map<String, String> buttons, int milliseconds) {
    return call(
        "Notify",
        "susssasa{sv}i",
        to -> {
          to.string("Keymaster").u32(0).string("dialog-password").string(title);
          to.string(escaped(text));
          to.array(4, actions -> buttons.forEach((key, says) -> actions.string(key).string(says)));
          to.array(8, hints -> hints.align(8).string("urgency").signature("y").u8(CRITICAL));
          to.u32(milliseconds);
        });
  }

  private static BusCall call(String member, String signature, Consumer<BusWriter> body) {
    return new BusCall(NAME, PATH, NAME, member, signature, body);
  }

  /** Servers may take the text for markup. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
