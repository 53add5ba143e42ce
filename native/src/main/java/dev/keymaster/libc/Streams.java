package dev.keymaster.libc;

import dev.keymaster.model.Latin1;
import org.teavm.interop.Address;

/** The three standard streams. */
final class Streams {
  private static final int F_GETFD = 1;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int SIGPIPE = 13;
  private static final int EINTR = 4;
  private static final int EBADF = 9;
  private static final int EAGAIN = 11;
  private static final int ENOSPC = 28;
  private static final short POLLOUT = 4;

  private Streams() {}

  static boolean open(int descriptor) {
    return Libc.fcntl(descriptor, F_GETFD, 0) >= 0;
  }

  static boolean terminal(int descriptor) {
    return Libc.isatty(descriptor) == 1;
  }

  static int columns(int descriptor) {
    short[] size = new short[4];
    return Libc.ioctl(descriptor, TIOCGWINSZ, Address.ofData(size)) == 0 ? size[1] & 0xffff : 0;
  }

  /** Writes all of it; a reader that has gone is an error and no signal. Returns 0 or the error. */
  static int write(int descriptor, byte[] bytes, int start, int end) {
    Address former = Libc.signal(SIGPIPE, Address.fromLong(1));
    int error = 0;
    int at = start;
    while (at < end && error == 0) {
      long count = Libc.write(descriptor, Address.ofData(bytes).add(at), end - at);
      error = count < 0 ? Libc.errno() : 0;
      if (error == EAGAIN) {
        await(descriptor);
      }
      error = error == EAGAIN || error == EINTR ? 0 : error;
      at += (int) Math.max(count, 0);
    }
    Address _ = Libc.signal(SIGPIPE, former);
    return error;
  }

  private static void await(int descriptor) {
    byte[] waiting = new byte[8];
    Address.ofData(waiting).putInt(descriptor);
    Address.ofData(waiting).add(4).putShort(POLLOUT);
    int _ = Libc.poll(Address.ofData(waiting), 1, -1);
  }

  /** What the C library says of an error; empty for those that nobody looked up. */
  static String reason(int error) {
    return switch (error) {
      case EBADF -> "Bad file descriptor";
      case ENOSPC -> "No space left on device";
      default -> "";
    };
  }

  static void say(String text) {
    byte[] bytes = Latin1.bytes(text);
    int _ = write(2, bytes, 0, bytes.length);
  }
}
