package dev.keymaster.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine of which tests set every side, with an agent that gives one answer. */
final class FakeMachine implements Machine {
  final Map<String, String> environment = new LinkedHashMap<>();
  final Set<String> owned = new HashSet<>();
  final Set<Integer> closed = new HashSet<>();
  final Set<Integer> terminals = new HashSet<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final List<String> become = new ArrayList<>();
  final List<String> words;
  String directory = "/work";
  String socket = "/run/me/keymaster/agent.sock";
  byte[] answer = new byte[0];
  int chunk = Integer.MAX_VALUE;
  boolean sends = true;
  boolean startable = true;
  int writeError;
  int linesClosed;

  FakeMachine(String... words) {
    this.words = List.of(words);
    environment.put("XDG_RUNTIME_DIR", "/run/me");
    owned.add("/run/me/keymaster");
  }

  /** The agent answers with that body. */
  FakeMachine answering(byte[] body) {
    return answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n", body);
  }

  FakeMachine answering(String head, byte[] body) {
    answer = Arrays.copyOf(head.getBytes(ISO_8859_1), head.length() + body.length);
    System.arraycopy(body, 0, answer, head.length(), body.length);
    return this;
  }

  String printed() {
    return out.toString(ISO_8859_1);
  }

  String complained() {
    return err.toString(ISO_8859_1);
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public String directory() {
    return directory;
  }

  @Override
  public long user() {
    return 1000;
  }

  @Override
  public String build() {
    return "build-1";
  }

  @Override
  public boolean open(int descriptor) {
    return !closed.contains(descriptor);
  }

  @Override
  public boolean terminal(int descriptor) {
    return terminals.contains(descriptor);
  }

  @Override
  public int columns() {
    return 132;
  }

  @Override
  public boolean owns(String folder) {
    return owned.contains(folder);
  }

  @Override
  public @Nullable Line connect(String path) {
    return path.equals(socket) ? new FakeLine() : null;
  }

  private final class FakeLine implements Line {
    private int given;

    @Override
    public boolean send(byte[] bytes) {
      sent.writeBytes(bytes);
      return sends;
    }

    @Override
    public int receive(byte[] into, int offset) {
      int count = Math.min(Math.min(into.length - offset, answer.length - given), chunk);
      System.arraycopy(answer, given, into, offset, count);
      given += count;
      return count;
    }

    @Override
    public void close() {
      linesClosed++;
    }
  }

  @Override
  public int write(int descriptor, byte[] bytes, int start, int end) {
    if (descriptor == 1 && writeError != 0) {
      return writeError;
    }
    (descriptor == 1 ? out : err).write(bytes, start, end - start);
    return 0;
  }

  @Override
  public int lost(int error) {
    return 1000 + error;
  }

  @Override
  public boolean startable(String program) {
    return startable;
  }

  @Override
  public int become(
      List<String> command, Map<String, byte[]> variables, Map<String, byte[]> masks) {
    become.addAll(command);
    variables.forEach((name, value) -> become.add(name + "=" + new String(value, ISO_8859_1)));
    masks.forEach((name, mask) -> become.add(name + " as " + new String(mask, ISO_8859_1)));
    return 9;
  }
}
