package dev.keymaster.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsPortTests {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final MetricsPort port = MetricsPort.open(0, TYPE, () -> "keymaster_unlocked 1\n");

  @AfterEach
  void close() {
    port.close();
  }

  private Socket peer() throws IOException {
    Socket peer = new Socket(InetAddress.getLoopbackAddress(), port.number());
    peer.setSoTimeout(20_000);
    return peer;
  }

  private String said(String request) throws IOException {
    try (Socket peer = peer()) {
      peer.getOutputStream().write(request.getBytes(UTF_8));
      return new String(peer.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void F12_metrics_are_told_to_this_machine() throws IOException {
    assertThat(said("GET /metrics HTTP/1.1\r\nHost: localhost:1\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-type: " + TYPE)
        .endsWith("\r\n\r\nkeymaster_unlocked 1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /metrics, evil.example, 403",
    "GET /metrics, localhost.evil.example, 403",
    "GET /v1/keys, 127.0.0.1, 404",
    "POST /metrics, '127.0.0.1:9464', 405"
  })
  void anything_else_is_refused(String line, String host, int status) throws IOException {
    assertThat(said(line + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ")
        .doesNotContain("keymaster_unlocked");
  }

  @Test
  void what_is_no_request_is_refused() throws IOException {
    assertThat(said("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void peers_that_stall_do_not_keep_others_from_it_for_long() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket peer = peer();
        peer.getOutputStream().write('G');
        stalled.add(peer);
      }
      for (Socket peer : stalled) {
        peer.getInputStream().readAllBytes(); // each is ended, at once or after the patience
      }
      assertThat(said("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 ");
    } finally {
      for (Socket peer : stalled) {
        peer.close();
      }
    }
  }

  @Test
  void SL5_peers_that_send_a_byte_at_a_time_keep_nobody_from_it_for_long() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        slow.add(peer());
        slow.getLast().getOutputStream().write("GET /metrics HTTP/1.1\r\nX: ".getBytes(UTF_8));
      }
      for (int drop = 0; drop < 100 && slow.stream().anyMatch(MetricsPortTests::drips); drop++) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      assertThat(slow).noneMatch(MetricsPortTests::drips);
      assertThat(said("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains(" 200 ");
    } finally {
      for (Socket peer : slow) {
        peer.close();
      }
    }
  }

  private static boolean drips(Socket peer) {
    try {
      peer.getOutputStream().write('x');
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void only_the_loopback_interface_listens() {
    assertThat(port.address().isLoopbackAddress()).isTrue();
  }

  @Test
  void a_port_that_is_taken_is_told() {
    assertThatThrownBy(() -> MetricsPort.open(port.number(), TYPE, () -> ""))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
  }
}
