package dev.keymaster.front;

import dev.keymaster.model.Latin1;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the agent's socket is: one agent a vault, in a folder that is this user's alone. */
final class SocketPlace {
  /** Longest path of a Unix socket on Linux, in bytes without the NUL. */
  private static final int LONGEST = 107;

  private static final String SOCKET = "/agent.sock";
  private static final int HASH_BYTES = 8;

  private final Machine machine;
  private final Map<String, String> environment;

  SocketPlace(Machine machine) {
    this.machine = machine;
    this.environment = machine.environment();
  }

  /** Returns the path; null if there can be none, or somebody else could put a socket there. */
  @Nullable String find() {
    String folder = runtime() + "/keymaster";
    String home = environment.getOrDefault("KEYMASTER_HOME", "");
    if (!home.isEmpty() && machine.owns(folder)) {
      folder = folder + "/" + name(home);
    }
    String socket = folder + SOCKET;
    boolean fits = socket.length() <= LONGEST && (home.isEmpty() || home.startsWith("/"));
    return fits && machine.owns(folder) ? socket : null;
  }

  private String runtime() {
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (given.startsWith("/")) {
      return plain(given);
    }
    String usual = "/run/user/" + machine.user();
    return machine.owns(usual) ? usual : "/tmp/keymaster-" + machine.user();
  }

  /** Name of the folder that belongs to another home than the usual one. */
  private static String name(String home) {
    String data = plain(home) + "/data";
    return Sha256.hex(Latin1.bytes(data), HASH_BYTES);
  }

  /** Without doubled slashes and one at the end, as the agent writes it. */
  private static String plain(String path) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      boolean last = i + 1 == path.length() || path.charAt(i + 1) == '/';
      if (path.charAt(i) != '/' || !last) {
        plain.append(path.charAt(i));
      }
    }
    return plain.toString();
  }
}
