package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A connection to a message bus over a Unix socket: authenticates as this user, sends one call at a
 * time and waits for its answer, never longer than its deadline. The answers are bounded and not
 * trusted. Not thread-safe.
 */
public final class BusConnection implements AutoCloseable {
  private static final String BUS = "org.freedesktop.DBus";
  private static final int LINE_LIMIT = 256;
  private static final int STRAY_LIMIT = 256;
  private static final int SIGNAL_LIMIT = 16;

  private final SocketChannel channel;
  private final Selector selector;
  private final ArrayDeque<BusMessage> signals = new ArrayDeque<>();

  /** Direct, since the JDK would copy a heap buffer to a place that nobody zeroes. */
  private final ByteBuffer io = ByteBuffer.allocateDirect(4_096);

  private Deadline deadline;
  private int serial;

  private BusConnection(SocketChannel channel, Selector selector, Deadline deadline) {
    this.channel = channel;
    this.selector = selector;
    this.deadline = deadline;
  }

  /** Connects, authenticates as {@code uid} and says hello. */
  public static BusConnection open(Path socket, int uid, Deadline deadline) throws IOException {
    int owner = (int) Files.getAttribute(socket, "unix:uid");
    if (owner != uid && owner != 0) {
      throw new IOException("the session bus belongs to somebody else");
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    BusConnection connection = new BusConnection(channel, Selector.open(), deadline);
    try {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.register(connection.selector, SelectionKey.OP_CONNECT);
      connection.authenticate(uid);
      connection.call(bus("Hello", ""), "s").close();
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Sets how long the calls that follow may take together. */
  public void until(Deadline next) {
    deadline = next;
  }

  /** Asks the bus for the signals of that object. */
  public void listen(String path) throws IOException {
    match("type='signal',path='" + path + "'");
  }

  /** Asks the bus for the signals that a rule describes. */
  void match(String rule) throws IOException {
    call(bus("AddMatch", rule), "").close();
  }

  /**
   * Sends a call and returns its answer, which the caller closes.
   *
   * @param expected the types that the answer must have
   * @throws BusError if it was answered with an error
   */
  public BusMessage call(BusCall call, String expected) throws IOException {
    byte[] bytes = call.encode(++serial);
    write(bytes);
    for (int i = 0; i < STRAY_LIMIT; i++) {
      BusMessage message = receive();
      if (message.replySerial() == serial && message.type() == BusMessage.ERROR) {
        throw new BusError(message.name());
      }
      if (message.replySerial() == serial && message.type() == BusMessage.RETURN) {
        return checked(message, expected);
      }
      if (message.type() == BusMessage.SIGNAL && signals.size() < SIGNAL_LIMIT) {
        signals.add(message);
      }
    }
    throw BusReader.malformed();
  }

  /** Waits for a signal that was asked for with {@link #listen}. */
  public BusMessage signal(String path, String name, String expected) throws IOException {
    while (true) {
      BusMessage message = signal(path);
      if (message.name().equals(name)) {
        return checked(message, expected);
      }
    }
  }

  /** Waits for any signal of that object that was asked for with {@link #listen}. */
  private BusMessage signal(String path) throws IOException {
    while (true) {
      BusMessage message = signal();
      if (message.path().equals(path)) {
        return message;
      }
    }
  }

  /** Waits at most so long until there is something to be read; tells whether there is. */
  boolean hears(Duration most) throws IOException {
    if (!signals.isEmpty()) {
      return true;
    }
    channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    int ready = selector.select(Math.min(most.toMillis(), deadline.millis()));
    selector.selectedKeys().clear();
    return ready > 0;
  }

  /** Waits for any signal. */
  BusMessage signal() throws IOException {
    while (true) {
      BusMessage message = signals.isEmpty() ? receive() : signals.remove();
      if (message.type() == BusMessage.SIGNAL) {
        return message;
      }
    }
  }

  private static BusMessage checked(BusMessage message, String expected) throws IOException {
    if (!message.signature().equals(expected)) {
      throw BusReader.malformed();
    }
    return message;
  }

  /** A call of the bus itself. */
  static BusCall bus(String member, String argument) {
    String signature = argument.isEmpty() ? "" : "s";
    return new BusCall(
        BUS,
        "/org/freedesktop/DBus",
        BUS,
        member,
        signature,
        to -> {
          if (!argument.isEmpty()) {
            to.string(argument);
          }
        });
  }

  private void authenticate(int uid) throws IOException {
    String name = HexFormat.of().formatHex(Integer.toUnsignedString(uid).getBytes(US_ASCII));
    write(("\0AUTH EXTERNAL " + name + "\r\n").getBytes(US_ASCII));
    if (!line().startsWith("OK ")) {
      throw new IOException("the session bus refused to talk to this user");
    }
    write("BEGIN\r\n".getBytes(US_ASCII));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < LINE_LIMIT) {
      char next = (char) (read(1)[0] & 0xFF);
      if (next == '\n') {
        return line.toString();
      }
      line.append(next);
    }
    throw BusReader.malformed();
  }

  private BusMessage receive() throws IOException {
    deadline.millis();
    BusMessage.Fixed fixed = BusMessage.Fixed.parse(read(BusMessage.FIXED));
    return BusMessage.parse(fixed, read(fixed.rest()));
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int at = 0; at < count; at += io.position()) {
      io.clear().limit(Math.min(count - at, io.capacity()));
      int read = channel.read(io);
      if (read < 0) {
        throw new EOFException("hung up");
      }
      io.get(0, bytes, at, read);
      if (read == 0) {
        await(SelectionKey.OP_READ);
      }
    }
    return bytes;
  }

  private void write(byte[] bytes) throws IOException {
    while (!channel.finishConnect()) {
      await(SelectionKey.OP_CONNECT);
    }
    for (int at = 0; at < bytes.length; at += io.position()) {
      int count = Math.min(bytes.length - at, io.capacity());
      io.clear().put(bytes, at, count).flip();
      if (channel.write(io) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
    Arrays.fill(bytes, (byte) 0);
  }

  private void await(int operation) throws IOException {
    channel.keyFor(selector).interestOps(operation);
    selector.select(deadline.millis());
    selector.selectedKeys().clear();
    deadline.millis();
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      signals.clear();
      io.clear().put(new byte[io.capacity()]);
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
