package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.front.Front;
import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.NamedBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmMachineTests {
  private static final byte[] VALUE =
      CommandAnswer.exit(
          new NamedBytes.Writer()
              .add("out", "sk-canary-01".getBytes(UTF_8))
              .add("err", "noted\n".getBytes(UTF_8)),
          7);

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private JvmMachine machine(OutputStream to, String... words) {
    environment.put("XDG_RUNTIME_DIR", folder.toString());
    environment.put("HOME", folder.toString());
    ProcessWorld world =
        new ProcessWorld(environment, new ByteArrayInputStream(new byte[0]), to, err);
    return new JvmMachine(List.of(words), world);
  }

  /** Answers one request, whatever it is, and hangs up. */
  private void listen() throws IOException {
    Path runtime = folder.resolve("keymaster");
    Files.createDirectory(
        runtime,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(runtime.resolve("agent.sock")));
    Thread.ofPlatform().daemon().start(() -> answer(server));
  }

  private static void answer(ServerSocketChannel server) {
    try (server;
        SocketChannel peer = server.accept()) {
      ByteBuffer request = ByteBuffer.allocate(1 << 16);
      while (!new String(request.array(), ISO_8859_1).contains("terminals")) {
        peer.read(request);
      }
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + VALUE.length + "\r\n\r\n";
      peer.write(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
      peer.write(ByteBuffer.wrap(VALUE));
    } catch (IOException e) {
      // the test sees that nothing came
    }
  }

  @Test
  void asks_the_agent_and_prints_what_it_says() throws IOException {
    listen();
    assertThat(Front.run(machine(out, "get", "openai"))).isEqualTo(7);
    assertThat(out.toString(UTF_8)).isEqualTo("sk-canary-01");
    assertThat(err.toString(UTF_8)).isEqualTo("noted\n");
  }

  @Test
  void output_that_cannot_be_written_is_said_as_ever() throws IOException {
    listen();
    assertThat(Front.run(machine(failing("No space left on device"), "get", "openai"))).isOne();
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            keymaster: cannot write to standard output: No space left on device
            hint: make room or write somewhere else
            """);
  }

  @Test
  void a_reader_that_has_gone_is_no_reason_to_complain() throws IOException {
    listen();
    assertThat(Front.run(machine(failing("Broken pipe"), "get", "openai"))).isEqualTo(141);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  @Test
  void without_an_agent_nothing_is_printed() {
    assertThat(Front.run(machine(out, "get", "openai"))).isEqualTo(Front.ELSEWHERE);
    assertThat(Front.run(machine(out, "run", "--", "no-such-program"))).isEqualTo(Front.ELSEWHERE);
    assertThat(out.size() + err.size()).isZero();
  }

  @Test
  void SL5_only_a_folder_that_nobody_else_can_look_into_is_its_own() throws IOException {
    JvmMachine machine = machine(out, "ls");
    Path own = Files.createDirectory(folder.resolve("öwn"));
    String raw = new String(own.toString().getBytes(UTF_8), ISO_8859_1);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    assertThat(machine.owns(raw)).isTrue();
    Path link = Files.createSymbolicLink(folder.resolve("link"), own);
    assertThat(machine.owns(link.toString())).isFalse();
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(machine.owns(raw)).isFalse();
    assertThat(machine.owns(folder.resolve("missing").toString())).isFalse();
  }

  @Test
  void terminals_are_those_that_the_launcher_saw() {
    environment.put("KEYMASTER_TTY", "02");
    environment.put("COLUMNS", "99");
    JvmMachine machine = machine(out, "ls");
    assertThat(machine.terminal(0)).isTrue();
    assertThat(machine.terminal(1)).isFalse();
    assertThat(machine.terminal(2)).isTrue();
    assertThat(machine.columns()).isEqualTo(99);
    assertThat(machine.open(1)).isTrue();
    assertThat(machine.startable("sh")).isTrue();
  }
}
