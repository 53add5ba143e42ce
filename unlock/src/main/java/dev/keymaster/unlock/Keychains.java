package dev.keymaster.unlock;

import dev.keymaster.bus.BusAddress;
import dev.keymaster.model.BugException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Finds the keychain of the machine; loads nothing of the other operating systems. */
public final class Keychains {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Keychains() {}

  /**
   * Returns the keychain of this machine, or one that is absent and says why.
   *
   * @param system the property {@code os.name}
   * @param environment the variables of the process
   * @param patience how long a person may take to unlock the keychain; zero: never prompt
   */
  public static Keychain of(String system, Map<String, String> environment, Duration patience) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return linux(environment, patience);
    }
    try {
      return foreign(name, !patience.isZero());
    } catch (BugException | IllegalArgumentException e) {
      return new AbsentKeychain("its library cannot be used: " + e.getMessage());
    }
  }

  private static Keychain foreign(String name, boolean prompting) {
    if (name.startsWith("mac")) {
      return MacKeychain.ofThisMachine(prompting);
    }
    return name.startsWith("windows")
        ? WindowsKeychain.ofThisMachine()
        : new AbsentKeychain("none known for this operating system");
  }

  private static Keychain linux(Map<String, String> environment, Duration patience) {
    return switch (BusAddress.session(environment)) {
      case BusAddress.Socket socket -> new SecretServiceKeychain(socket.path(), LIMIT, patience);
      case BusAddress.None none -> new AbsentKeychain(none.reason());
      case BusAddress.Other other -> {
        String address = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
        yield new SecretToolKeychain("secret-tool", address, LIMIT.plus(patience));
      }
    };
  }
}
