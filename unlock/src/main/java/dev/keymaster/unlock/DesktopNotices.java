package dev.keymaster.unlock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Notifications of the desktop (freedesktop.org Desktop Notifications, 1.2), over the session bus.
 * Here because the bus is; says nothing about keys by itself.
 */
public final class DesktopNotices {
  private static final String NAME = "org.freedesktop.Notifications";
  private static final String PATH = "/org/freedesktop/Notifications";
  private static final int CRITICAL = 2;
  private static final int OWN_TIME = -1;

  private final Path socket;

  private DesktopNotices(Path socket) {
    this.socket = socket;
  }

  /** Finds the session bus; empty if there is none that can be reached. */
  public static Optional<DesktopNotices> of(Map<String, String> environment) {
    return BusAddress.session(environment) instanceof BusAddress.Socket(Path path)
        ? Optional.of(new DesktopNotices(path))
        : Optional.empty();
  }

  /**
   * Shows a notification.
   *
   * @param title one line
   * @param text one line, no markup: it is escaped
   * @param limit how long that may take
   * @throws IOException if nobody shows notifications
   */
  public void show(String title, String text, Duration limit) throws IOException {
    Consumer<BusWriter> body =
        to -> {
          to.string("Keymaster").u32(0).string("dialog-password").string(title);
          to.string(escaped(text)).array(4, actions -> {});
          to.array(8, hints -> hints.align(8).string("urgency").signature("y").u8(CRITICAL));
          to.u32(OWN_TIME);
        };
    BusCall call = new BusCall(NAME, PATH, NAME, "Notify", "susssasa{sv}i", body);
    try (BusConnection bus = BusConnection.open(socket, OwnFile.uid(), Deadline.in(limit))) {
      bus.call(call, "u").close();
    }
  }

  /** Servers may take the text for markup. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
