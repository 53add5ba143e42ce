package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Something that listens where an agent would, and answers as a test wants it. */
final class StandInAgent implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Function<byte[], byte[]> answers;
  private final List<byte[]> requests = Collections.synchronizedList(new ArrayList<>());

  /** Answers the body of each request with what {@code answers} returns, and hangs up. */
  StandInAgent(Path socket, Function<byte[], byte[]> answers) throws IOException {
    this.answers = answers;
    folder(Objects.requireNonNull(socket.getParent()));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** Makes a folder for sockets that nobody else can look into. */
  static Path folder(Path folder) throws IOException {
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A whole answer of that status. */
  static byte[] response(int status, byte[] body) {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    response.writeBytes(
        ("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    response.writeBytes(body);
    return response.toByteArray();
  }

  /** The bodies that were received, in their order. */
  List<byte[]> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel channel = server.accept()) {
          byte[] body = body(channel);
          requests.add(body);
          ByteBuffer answer = ByteBuffer.wrap(answers.apply(body));
          while (answer.hasRemaining()) {
            channel.write(answer);
          }
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static byte[] body(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    int length = Integer.MAX_VALUE;
    int start = 0;
    while (all.size() - start < length && channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      String text = all.toString(ISO_8859_1);
      if (length == Integer.MAX_VALUE && text.contains("\r\n\r\n")) {
        start = text.indexOf("\r\n\r\n") + 4;
        String field = text.replaceFirst("(?s).*\r\nContent-Length: ([0-9]+)\r\n.*", "$1");
        length = Integer.parseInt(field);
      }
    }
    byte[] bytes = all.toByteArray();
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
