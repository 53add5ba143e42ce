package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A Unix socket that listens, in a folder that was checked. */
final class Listener implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int BACKLOG = 128;
  private static final int LONGEST_PATH = 107;

  private final int descriptor;
  private final Path socket;
  private final Object identity;

  private Listener(int descriptor, Path socket, Object identity) {
    this.descriptor = descriptor;
    this.socket = socket;
    this.identity = identity;
  }

  /**
   * Listens there. The socket appears in one step, in the place of one that may be there: whoever
   * connects reaches either the one before or this one.
   */
  static Listener at(Path socket) throws IOException {
    Path fresh = socket.resolveSibling("new." + ProcessHandle.current().pid());
    Files.deleteIfExists(fresh);
    int descriptor = Libc.socket(AF_UNIX, SOCK_STREAM);
    require(descriptor, "make a socket");
    try (Arena arena = Arena.ofConfined()) {
      require(Libc.bind(descriptor, address(arena, fresh)), "bind a socket at " + fresh);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      require(Libc.listen(descriptor, BACKLOG), "listen at " + fresh);
      Object identity = identity(fresh);
      Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
      return new Listener(descriptor, socket, identity);
    } catch (IOException | RuntimeException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  private static MemorySegment address(Arena arena, Path path) {
    byte[] name = path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw new KeymasterException(
          Code.FAILURE,
          "the path of the agent's socket is longer than " + LONGEST_PATH + " bytes: " + path,
          "set XDG_RUNTIME_DIR to a shorter one");
    }
    MemorySegment address = arena.allocate(2L + LONGEST_PATH + 1, 2);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
    return address;
  }

  private static void require(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException("cannot " + what + ": errno " + -result);
    }
  }

  /** Waits at most that long for a connection; returns its descriptor, or -1 if none came. */
  int accept(int milliseconds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(8, 4);
      polled.set(ValueLayout.JAVA_INT, 0, descriptor);
      polled.set(ValueLayout.JAVA_INT, 4, 1);
      return Libc.poll(polled, milliseconds) > 0 ? Libc.accept(descriptor) : -1;
    }
  }

  /** Makes {@link #accept} return at once, from now on. */
  void wake() {
    Libc.shutdown(descriptor);
  }

  /** Tells whether whoever looks for the agent still finds this socket. */
  boolean found() {
    try {
      return identity.equals(identity(socket));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object identity(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the socket unless another agent's has taken its place: nobody connects any more. */
  void hide() {
    try {
      if (found()) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException e) {
      // the next agent replaces it
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    hide();
    Libc.close(descriptor);
  }
}
