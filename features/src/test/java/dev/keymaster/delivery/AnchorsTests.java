package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Anchor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorsTests {
  private static final String NOTE = "log\n3\nroot\n\n— log aaaa\n";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void a_file_is_appended_to_and_a_link_is_not_followed() throws IOException {
    Path file = folder.resolve("kept");
    Anchor anchor = Anchors.file(file);
    anchor.keep(NOTE, LIMIT);
    anchor.keep(NOTE, LIMIT);
    assertThat(file).content().isEqualTo(NOTE + "\n" + NOTE + "\n");
    assertThat(anchor.shown()).isEqualTo("file " + file);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThatThrownBy(() -> Anchors.file(link).keep(NOTE, LIMIT))
        .hasMessage("it could not be written");
    assertThatThrownBy(() -> Anchors.file(folder.resolve("no/such")).keep(NOTE, LIMIT))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_program_gets_it_on_standard_input() throws IOException {
    Path program = folder.resolve("keep");
    Files.writeString(program, "#!/bin/sh\ncat > " + folder + "/got\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Anchors.program(program).keep(NOTE, LIMIT);
    assertThat(folder.resolve("got")).content().startsWith(NOTE);
    assertThatThrownBy(() -> Anchors.program(Path.of("/bin/false")).keep(NOTE, LIMIT))
        .hasMessage("it ended with exit code 1");
  }

  @Test
  void a_server_gets_it_by_post_and_has_to_take_it() throws Exception {
    assertThat(posted("204 No Content"))
        .contains("POST /kept HTTP/1.1", "text/plain")
        .endsWith(NOTE);
    assertThatThrownBy(() -> posted("503 Later")).hasMessage("it answered 503");
  }

  @Test
  void an_address_that_cannot_be_is_a_failure_like_any_other() {
    Anchor nowhere = Anchors.server(URI.create("ftp://127.0.0.1/kept"));
    assertThatThrownBy(() -> nowhere.keep(NOTE, LIMIT)).hasMessage("it cannot be posted to");
  }

  /** Posts to a server that answers so, and returns what it was sent. */
  private static String posted(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> sent = CompletableFuture.supplyAsync(() -> served(server, answer));
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/kept");
      Anchor anchor = Anchors.server(address);
      assertThat(anchor.shown()).isEqualTo("server 127.0.0.1");
      anchor.keep(NOTE, LIMIT);
      return sent.get();
    }
  }

  private static String served(ServerSocket server, String answer) {
    try (Socket peer = server.accept()) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      while (!sent.toString(UTF_8).endsWith(NOTE)) {
        sent.write(peer.getInputStream().read());
      }
      peer.getOutputStream()
          .write(("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8));
      return sent.toString(UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
