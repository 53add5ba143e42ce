package dev.keymaster.agent;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * Who is at the other end of a Unix socket, as the kernel noted it when the connection was made.
 *
 * @param uid user id
 * @param pid process id
 */
record PeerCredentials(int uid, int pid) {
  private static final int LINUX_SOL_SOCKET = 1;
  private static final int LINUX_SO_PEERCRED = 17;
  private static final int MAC_SOL_LOCAL = 0;
  private static final int MAC_LOCAL_PEERCRED = 1;
  private static final int MAC_LOCAL_PEERPID = 2;
  private static final int XUCRED_LENGTH = 76;

  static PeerCredentials of(int socket) throws IOException {
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    try (Arena arena = Arena.ofConfined()) {
      return mac ? ofMac(socket, arena) : ofLinux(socket, arena);
    }
  }

  /** struct ucred: pid, uid, gid. */
  private static PeerCredentials ofLinux(int socket, Arena arena) throws IOException {
    MemorySegment credentials = arena.allocate(JAVA_INT, 3);
    option(arena, socket, LINUX_SOL_SOCKET, LINUX_SO_PEERCRED, credentials);
    return new PeerCredentials(
        credentials.getAtIndex(JAVA_INT, 1), credentials.getAtIndex(JAVA_INT, 0));
  }

  /** struct xucred: version, uid, groups. The pid is an option of its own. */
  private static PeerCredentials ofMac(int socket, Arena arena) throws IOException {
    MemorySegment credentials = arena.allocate(XUCRED_LENGTH, 4);
    option(arena, socket, MAC_SOL_LOCAL, MAC_LOCAL_PEERCRED, credentials);
    MemorySegment pid = arena.allocate(JAVA_INT);
    option(arena, socket, MAC_SOL_LOCAL, MAC_LOCAL_PEERPID, pid);
    return new PeerCredentials(credentials.getAtIndex(JAVA_INT, 1), pid.get(JAVA_INT, 0));
  }

  private static void option(Arena arena, int socket, int level, int name, MemorySegment value)
      throws IOException {
    MemorySegment length = arena.allocate(JAVA_INT);
    length.set(JAVA_INT, 0, (int) value.byteSize());
    int result = Libc.option(socket, level, name, value, length);
    if (result < 0) {
      throw new IOException("the system does not say who connected: errno " + -result);
    }
  }
}
