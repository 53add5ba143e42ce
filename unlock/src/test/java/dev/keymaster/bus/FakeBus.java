package dev.keymaster.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A message bus that answers what a test wants, one conversation after the other. */
public final class FakeBus implements AutoCloseable {
  /** What is done with a connection. */
  public interface Script {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  /** What a method answers: the types and the values. */
  public record Answer(String signature, Consumer<BusWriter> body) {}

  private final ServerSocketChannel server;
  private final Path socket;

  public FakeBus(Path directory, Script script) throws IOException {
    this.socket = directory.resolve("fake-bus");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> accept(script));
  }

  public Path socket() {
    return socket;
  }

  private void accept(Script script) {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        script.serve(Channels.newInputStream(channel), Channels.newOutputStream(channel));
      } catch (IOException e) {
        // the client hung up, or the test is over
      }
    }
  }

  /** Authenticates anybody, then goes on with {@code script}. */
  public static Script authenticated(Script script) {
    return (in, out) -> {
      if (in.read() != 0 || !line(in).startsWith("AUTH EXTERNAL ")) {
        throw new IOException("no authentication");
      }
      out.write("OK 0123456789abcdef0123456789abcdef\r\n".getBytes(US_ASCII));
      if (!line(in).equals("BEGIN")) {
        throw new IOException("no begin");
      }
      script.serve(in, out);
    };
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("hung up");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** A bus with a service behind it: methods answer as they are told, in the order of the calls. */
  public static final class Service implements Script {
    private static final String UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod";

    public final List<String> calls = new ArrayList<>();
    public final Map<String, Answer> answers = new HashMap<>();
    public final Map<String, String> errors = new HashMap<>();
    public final Map<String, byte[]> signals = new HashMap<>();

    public Service() {
      answer("Hello", "s", to -> to.string(":1.1"));
      answer("AddMatch", "", to -> {});
      answer("ReadAlias", "o", to -> to.string("/collection"));
      answer("Get", "v", to -> to.signature("b").bool(false));
      answer("OpenSession", "vo", to -> to.variant("").string("/session"));
      answer("SearchItems", "aoao", to -> paths(paths(to, "/item")));
      answer("Unlock", "aoo", to -> paths(to).string("/prompt"));
      answer("Prompt", "", to -> {});
      answer("Dismiss", "", to -> {});
      answer("Delete", "o", to -> to.string("/"));
      answer("CreateItem", "oo", to -> to.string("/item").string("/"));
      answer("GetSecret", "(oayays)", to -> secret(to, "AP8"));
    }

    public Service answer(String member, String signature, Consumer<BusWriter> body) {
      answers.put(member, new Answer(signature, body));
      return this;
    }

    /** Sends these bytes before the answer to that method. */
    public Service signal(String member, byte[] bytes) {
      signals.put(member, bytes);
      return this;
    }

    public static BusWriter paths(BusWriter to, String... paths) {
      return to.array(
          4,
          elements -> {
            for (String path : paths) {
              elements.string(path);
            }
          });
    }

    public static void secret(BusWriter to, String text) {
      to.align(8).string("/session").bytes(new byte[0]).bytes(text.getBytes(US_ASCII));
      to.string("text/plain");
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
      authenticated(this::answerAll).serve(in, out);
    }

    private void answerAll(InputStream in, OutputStream out) throws IOException {
      DataInputStream data = new DataInputStream(in);
      while (true) {
        byte[] head = data.readNBytes(BusMessage.FIXED);
        if (head.length < BusMessage.FIXED) {
          return;
        }
        BusMessage.Fixed fixed = BusMessage.Fixed.parse(head);
        BusMessage call = BusMessage.parse(fixed, data.readNBytes(fixed.rest()));
        String member = call.name().substring(call.name().lastIndexOf('.') + 1);
        calls.add(member);
        out.write(signals.getOrDefault(member, new byte[0]));
        Answer answer = answers.get(member);
        String error = errors.get(member);
        out.write(
            answer == null || error != null
                ? error(fixed.serial(), error == null ? UNKNOWN : error)
                : reply(fixed.serial(), answer.signature(), answer.body()));
      }
    }
  }

  public static byte[] reply(int serial, String signature, Consumer<BusWriter> body) {
    return message(BusMessage.RETURN, signature, body, to -> to.u8(5).signature("u").u32(serial));
  }

  public static byte[] error(int serial, String name) {
    return message(
        BusMessage.ERROR,
        "s",
        to -> to.string("sk-canary-00 \u001b[2J"),
        to -> {
          to.u8(5).signature("u").u32(serial);
          to.align(8).u8(4).signature("s").string(name);
        });
  }

  public static byte[] signal(
      String path,
      String interfaceName,
      String member,
      String signature,
      Consumer<BusWriter> body) {
    return message(
        BusMessage.SIGNAL,
        signature,
        body,
        to -> {
          to.u8(1).signature("o").string(path);
          to.align(8).u8(2).signature("s").string(interfaceName);
          to.align(8).u8(3).signature("s").string(member);
        });
  }

  private static byte[] message(
      int type, String signature, Consumer<BusWriter> body, Consumer<BusWriter> fields) {
    BusWriter values = new BusWriter();
    body.accept(values);
    BusWriter message = new BusWriter();
    message.u8('l').u8(type).u8(0).u8(1).u32(values.toBytes().length).u32(99);
    message.array(
        8,
        to -> {
          fields.accept(to);
          to.align(8).u8(7).signature("s").string(":1.0");
          to.align(8).u8(8).signature("g").signature(signature);
        });
    return message.align(8).raw(values.toBytes()).toBytes();
  }
}
