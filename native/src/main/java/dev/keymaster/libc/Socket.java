package dev.keymaster.libc;

import dev.keymaster.front.Machine;
import dev.keymaster.model.Latin1;
import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/** A connection through a Unix socket. */
final class Socket implements Machine.Line {
  private static final short AF_UNIX = 1;
  private static final int STREAM_CLOSE_ON_EXEC = 1 | 0x80000;
  private static final int ADDRESS_LENGTH = 110;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int NO_SIGNAL = 0x4000;
  private static final int EINTR = 4;

  private final int socket;

  private Socket(int socket) {
    this.socket = socket;
  }

  /** Connects, if a process of that user listens there. */
  static @Nullable Socket connect(String path, int user) {
    byte[] address = new byte[ADDRESS_LENGTH];
    byte[] name = Latin1.bytes(path);
    System.arraycopy(name, 0, address, 2, name.length);
    Socket socket = new Socket(Libc.socket(AF_UNIX, STREAM_CLOSE_ON_EXEC, 0));
    Address.ofData(address).putShort(AF_UNIX);
    if (Libc.connect(socket.socket, Address.ofData(address), ADDRESS_LENGTH) == 0
        && socket.peer() == user) {
      return socket;
    }
    socket.close();
    return null;
  }

  private int peer() {
    int[] credentials = {-1, -1, -1};
    int[] length = {4 * credentials.length};
    Address into = Address.ofData(credentials);
    int failed = Libc.getsockopt(socket, SOL_SOCKET, SO_PEERCRED, into, Address.ofData(length));
    return failed == 0 ? credentials[1] : -1;
  }

  @Override
  public boolean send(byte[] bytes) {
    int sent = 0;
    while (sent < bytes.length) {
      Address from = Address.ofData(bytes).add(sent);
      long count = Libc.send(socket, from, bytes.length - sent, NO_SIGNAL);
      if (count < 0 && Libc.errno() != EINTR) {
        return false;
      }
      sent += (int) Math.max(count, 0);
    }
    return true;
  }

  @Override
  public int receive(byte[] into, int offset) {
    while (true) {
      Address to = Address.ofData(into).add(offset);
      long count = Libc.receive(socket, to, into.length - offset, 0);
      if (count >= 0 || Libc.errno() != EINTR) {
        return (int) Math.max(count, 0);
      }
    }
  }

  @Override
  public void close() {
    int _ = Libc.close(socket);
  }
}
