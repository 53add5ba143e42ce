package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of the real program without an agent. */
class AlertTests {
  private static final String CANARY = "sk-canary-a1e27";

  private final KeymasterProcess keymaster;
  private final Path folder;

  AlertTests(@TempDir Path folder) {
    this.folder = folder;
    keymaster = KeymasterProcess.in(folder);
  }

  @BeforeEach
  void makeVault() {
    keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
    keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
  }

  @Test
  void F8_a_program_is_told_at_the_end_of_the_command_and_gets_no_value() throws IOException {
    Path told = folder.resolve("told");
    Path program = folder.resolve("tell");
    LauncherTests.program(program, "#!/bin/sh\ncat >> " + told + "\n");
    keymaster.run("alert", "add", "shown", "--on", "reveal", "--", program + "").succeeds();
    keymaster.run("get", "openai").succeeds();
    assertThat(Files.readString(told))
        .contains("\"rule\":\"shown\"", "\"subject\":\"km://dev/openai#1\"")
        .doesNotContain(CANARY, "canary");
    assertThat(keymaster.run("alert", "list").succeeds().errors()).isEmpty();
  }

  @Test
  void F8_what_cannot_be_delivered_is_recorded_waits_and_is_delivered_later() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] status = {500};
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(status[0], -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
      keymaster.run("alert", "add", "hook", "--on", "reveal", "--webhook", url).succeeds();
      keymaster.run("get", "openai").succeeds();
      while (bodies.isEmpty()) {
        keymaster.run("get", "openai").succeeds();
      }
      while (!keymaster.run("audit").succeeds().text().contains("it answered 500")) {
        keymaster.run("get", "openai").succeeds();
      }
      assertThat(keymaster.run("alert", "list").succeeds().errors()).contains("waiting");
      status[0] = 204;
      while (keymaster.run("alert", "list").succeeds().errors().contains("waiting")) {
        Thread.sleep(500);
      }
      assertThat(bodies).allMatch(body -> !body.contains("canary"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_sample_is_sent_whatever_the_events() throws IOException {
    keymaster.run("alert", "add", "x", "--on", "denied", "--", "/bin/true").succeeds();
    assertThat(keymaster.run("alert", "test", "x").succeeds().errors())
        .isEqualTo("command /bin/true: delivered\n");
    keymaster.run("alert", "add", "y", "--on", "denied", "--", "/bin/false").succeeds();
    keymaster.run("alert", "test", "y").exits(7);
    keymaster.run("alert", "test", "z").refuses(3);
  }
}
