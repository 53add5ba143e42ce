package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import dev.keymaster.delivery.Couriers;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Courier;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on their way to real programs and a real web server. */
class DeliveryTests {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  private final Courier courier = new Couriers(Courier.NONE);
  private final HttpServer server;
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final Path folder;

  DeliveryTests(@TempDir Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange
              .getRequestHeaders()
              .forEach((name, value) -> headers.put(name, value.getFirst()));
          int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          exchange.getResponseHeaders().add("Location", "/200");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private AlertTarget answering(int status) {
    return new AlertTarget.Webhook(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + status));
  }

  private static Alert alert(AlertTarget target, @Nullable Secret key) {
    Event event =
        new Event(
            7,
            Instant.parse("2026-11-21T12:00:00Z"),
            EventKind.REVEAL,
            new Caller(1000, 42, "node"),
            "km://prod/openai#3",
            "");
    return new Alert(3, "prod-reveal", target, event, 2, key);
  }

  private void deliver(AlertTarget target) throws IOException {
    courier.deliver(alert(target, null), LIMIT);
  }

  @Test
  void F8_a_web_hook_gets_the_event_as_json() throws IOException {
    deliver(answering(204));
    assertThat(headers).containsEntry("Content-type", "application/json");
    assertThat(headers).doesNotContainKey("Keymaster-signature");
    JsonObject json = JsonReader.object(bodies.getFirst());
    assertThat(json.text("schema")).isEqualTo("keymaster/alert/1");
    assertThat(json.number("id")).isEqualTo(3);
    assertThat(json.text("rule")).isEqualTo("prod-reveal");
    assertThat(json.text("text")).isEqualTo("reveal of km://prod/openai#3 by node, 2 times");
    assertThat(json.number("count")).isEqualTo(2);
    JsonObject event = json.object("event");
    assertThat(event.number("number")).isEqualTo(7);
    assertThat(event.text("kind")).isEqualTo("reveal");
    assertThat(event.object("caller").text("program")).isEqualTo("node");
  }

  @Test
  void its_signature_is_the_mac_of_time_and_body() throws Exception {
    courier.deliver(alert(answering(200), Secret.copyOf(KEY)), LIMIT);
    String signature = headers.getOrDefault("Keymaster-signature", "");
    assertThat(signature).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
    String time = signature.substring(2, signature.indexOf(','));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update((time + ".").getBytes(UTF_8));
    assertThat(signature)
        .endsWith("v1=" + HexFormat.of().formatHex(mac.doFinal(bodies.getFirst())));
  }

  @Test
  void a_redirect_is_no_delivery_and_is_not_followed() {
    assertThatThrownBy(() -> deliver(answering(302)))
        .isInstanceOf(IOException.class)
        .hasMessage("it answered 302");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void an_error_of_the_server_is_no_delivery() {
    assertThatThrownBy(() -> deliver(answering(500))).hasMessage("it answered 500");
  }

  @Test
  void a_server_that_never_answers_is_waited_for_so_long() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/secret-path");
      Alert alert = alert(new AlertTarget.Webhook(address), null);
      assertThatThrownBy(() -> courier.deliver(alert, Duration.ofSeconds(1)))
          .hasMessage("no answer in 1 s");
    }
  }

  @Test
  void the_end_of_an_answer_is_not_waited_for() throws Exception {
    try (ServerSocket endless = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerWithoutEnd(endless));
      URI address = URI.create("http://127.0.0.1:" + endless.getLocalPort() + "/");
      Alert alert = alert(new AlertTarget.Webhook(address), null);
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> courier.deliver(alert, Duration.ofSeconds(2)));
    }
  }

  private static void answerWithoutEnd(ServerSocket endless) {
    try (Socket peer = endless.accept()) {
      String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n";
      peer.getOutputStream().write(head.getBytes(UTF_8));
      peer.getInputStream().readAllBytes();
    } catch (IOException e) {
      return; // the test is over
    }
  }

  @Test
  void a_server_that_is_not_there_is_named_without_its_address() throws IOException {
    // bound and not listening: refused for certain, and nobody else can have the port meanwhile
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI address = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/sk-canary-1");
      assertThatThrownBy(() -> deliver(new AlertTarget.Webhook(address)))
          .hasMessage("it could not be reached");
    }
  }

  @Test
  void F8_a_program_reads_the_event_and_no_shell_sees_its_arguments() throws IOException {
    Path out = folder.resolve("out");
    Path script = folder.resolve("tell");
    Files.writeString(script, "#!/bin/sh\ncat > \"$1\"\nprintf %s \"$2\" >> \"$1\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    deliver(
        new AlertTarget.Command(
            List.of(script.toString(), out.toString(), "$(touch " + folder + "/ran); `id`")));
    assertThat(Files.readString(out))
        .startsWith("{\"schema\":\"keymaster/alert/1\"")
        .endsWith("}\n$(touch " + folder + "/ran); `id`");
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void a_program_that_fails_hangs_or_is_not_there_is_no_delivery() {
    assertThatThrownBy(() -> deliver(new AlertTarget.Command(List.of("/bin/false"))))
        .hasMessage("it ended with exit code 1");
    assertThatThrownBy(() -> deliver(new AlertTarget.Command(List.of("/no/such/program"))))
        .hasMessage("it could not be started");
    Alert slow = alert(new AlertTarget.Command(List.of("/bin/sleep", "60")), null);
    assertThatThrownBy(() -> courier.deliver(slow, Duration.ofSeconds(1)))
        .hasMessage("it did not end in 1 s");
  }

  @Test
  void a_program_need_not_read() throws IOException {
    deliver(new AlertTarget.Command(List.of("/bin/true")));
    assertThat(courier.reaches(new AlertTarget.Command(List.of("/bin/true")))).isTrue();
  }

  @Test
  void the_desktop_is_reached_only_where_there_is_one() {
    assertThat(courier.reaches(new AlertTarget.Desktop())).isFalse();
    assertThatThrownBy(() -> deliver(new AlertTarget.Desktop()))
        .hasMessage("there is nobody to deliver it");
  }
}
