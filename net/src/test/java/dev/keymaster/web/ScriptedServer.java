package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;

/** Answers each connection with the next text of a script, whatever is asked, and ends it. */
final class ScriptedServer implements AutoCloseable {
  /** Says nothing until the other side ends the connection. */
  static final String SILENCE = "";

  /** Ends the connection after the request. */
  static final String END = "end";

  private final ServerSocket listening;
  private final Queue<String> script = new ArrayDeque<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  ScriptedServer(ServerSocket listening, String... answers) {
    this.listening = listening;
    script.addAll(List.of(answers));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  static ScriptedServer plain(String... answers) throws IOException {
    return new ScriptedServer(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), answers);
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
  }

  static String status(int status, String... fields) {
    return "HTTP/1.1 " + status + " x\r\n" + String.join("", fields) + "content-length: 0\r\n\r\n";
  }

  int port() {
    return listening.getLocalPort();
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        answer(socket);
      } catch (IOException e) {
        // the client went away, or the test is over
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    String request = request(socket.getInputStream());
    requests.add(request);
    String next = script.poll();
    if (next == null || next.equals(END)) {
      return;
    }
    if (next.equals(SILENCE)) {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return;
    }
    socket.getOutputStream().write(next.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    if (request.startsWith("CONNECT")) {
      requests.add(new String(socket.getInputStream().readNBytes(2), ISO_8859_1));
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return head.toString(ISO_8859_1);
      }
      head.write(b);
    }
    String text = head.toString(ISO_8859_1);
    int at = text.indexOf("content-length: ");
    int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
    return text + new String(in.readNBytes(length), ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
