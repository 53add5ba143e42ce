package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the session bus listens, as its address variable says (D-Bus specification, "Addresses").
 */
public sealed interface BusAddress {
  /** A socket in the file system, which the JDK can reach. */
  record Socket(Path path) implements BusAddress {}

  /** Some other transport, such as an abstract socket, which the JDK cannot reach. */
  record Other(String transport) implements BusAddress {}

  /** No bus. */
  record None(String reason) implements BusAddress {}

  /** Finds the session bus from the variables of the process; the first usable address wins. */
  static BusAddress session(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    String text = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
    if (text.isEmpty()) {
      BusAddress usual = socket(runtime, "/bus");
      boolean there = usual instanceof Socket socket && Files.exists(socket.path());
      return there ? usual : new None("no session bus: DBUS_SESSION_BUS_ADDRESS is not set");
    }
    BusAddress other = new None("no session bus: DBUS_SESSION_BUS_ADDRESS is not an address");
    for (String entry : text.split(";", -1)) {
      switch (parse(entry, runtime)) {
        case Socket socket -> {
          return socket;
        }
        case Other found -> other = found;
        case None none -> {}
      }
    }
    return other;
  }

  /** Finds the system bus: where the variable says, or else where every Linux has it. */
  static BusAddress system(Map<String, String> environment) {
    String text = environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", "");
    if (!text.isEmpty()) {
      return parse(text.replaceFirst(";.*", ""), "");
    }
    BusAddress usual = socket("/run/dbus/system_bus_socket", "");
    boolean there = usual instanceof Socket socket && Files.exists(socket.path());
    return there ? usual : new None("there is no system bus");
  }

  private static BusAddress parse(String entry, String runtime) {
    int colon = entry.indexOf(':');
    if (colon <= 0) {
      return new None("not an address");
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : entry.substring(colon + 1).split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), unescape(pair.substring(equals + 1)));
      }
    }
    String path = values.get("path");
    if (!entry.startsWith("unix:")) {
      return new Other(entry.substring(0, colon));
    } else if (path != null) {
      return socket(path, "");
    } else if ("yes".equals(values.get("runtime"))) {
      return socket(runtime, "/bus");
    }
    return new Other(values.containsKey("abstract") ? "unix:abstract" : "unix");
  }

  private static BusAddress socket(String base, String rest) {
    Path path = absolute(base + rest);
    return path == null || base.isEmpty() ? new None("not a path") : new Socket(path);
  }

  private static @Nullable Path absolute(String text) {
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String unescape(String value) {
    byte[] text = value.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length; i++) {
      boolean escape = text[i] == '%' && i + 2 < text.length;
      int high = escape ? Character.digit(text[i + 1], 16) : -1;
      int low = escape ? Character.digit(text[i + 2], 16) : -1;
      boolean hex = high >= 0 && low >= 0;
      out.write(hex ? (high << 4) | low : text[i]);
      i += hex ? 2 : 0;
    }
    return out.toString(UTF_8);
  }
}
