package dev.keymaster.page;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whose program a peer on the loopback interface is, as Linux tells it in {@code /proc/net/tcp} and
 * {@code tcp6} (proc_pid_net(5)): a page's address can be seen by other users, among the arguments
 * of the browser.
 */
final class PeerUser {
  private static final Path PROC = Path.of("/proc");

  /**
   * Before an address of IPv4 in a table of IPv6 (RFC 4291, section 2.5.5.2), as the table has it.
   */
  private static final String MAPPED = "0000000000000000FFFF0000";

  private PeerUser() {}

  /** Tells whether it belongs to this process's user; true where the system does not tell. */
  static boolean isOurs(Socket peer) {
    Path table = PROC.resolve("net/tcp");
    if (!Files.isReadable(table)) {
      return true;
    }
    try {
      String user = Files.getAttribute(PROC.resolve("self"), "unix:uid").toString();
      String from = "0100007F" + port(peer.getPort());
      String to = "0100007F" + port(peer.getLocalPort());
      return belongs(table, from, to, user)
          || belongs(PROC.resolve("net/tcp6"), MAPPED + from, MAPPED + to, user);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static String port(int number) {
    return String.format(Locale.ROOT, ":%04X", number);
  }

  private static boolean belongs(Path table, String from, String to, String user)
      throws IOException {
    if (!Files.isReadable(table)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(table)) {
      return lines
          .map(line -> line.strip().split(" +", 9))
          .anyMatch(row ->
              row.length > 8 && row[1].equals(from) && row[2].equals(to) && row[7].equals(user));
    }
  }
}
